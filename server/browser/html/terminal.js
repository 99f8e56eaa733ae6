"use strict";
// A terminal on the line of a seat. The terminal itself comes out of the package trame-xterm, which hands it over as a
// Vue component; of Vue it needs these four functions.
const mounted = [], gone = [];
window.Vue = { ref: value => ({ value }), watch() {}, onMounted: f => mounted.push(f), onBeforeUnmount: f => gone.push(f) };

const SILENT = 2500, EACH = 1000, SOON = 100, LATER = 2000, SMALLEST = 8, LARGEST = 40, MOST = 20000;
const words = {}, parted = { name: "" };
let terminal, socket, size, fontSize, heard = 0, tries = 0, typedInVain = false, lost = false, restarts = false;

function notice(name) {
  const place = document.getElementById("notice");
  place.hidden = !name;
  place.textContent = name ? words[name] : "";
}

function send(...said) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said));
}

function type(keys) {
  if (parted.name) { if (keys === "\r" && parted.name !== "refused") goOn(); return; }
  if (lost) { typedInVain = true; return; }
  send("keys", keys);
}

function paste(text) {
  if (text && !lost && !parted.name) send("paste", text.slice(0, MOST));
}

function goOn() { parted.name = ""; notice(""); connect(); }

function connect() {
  const own = socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/line");
  own.binaryType = "arraybuffer";
  heard = Date.now();
  own.onopen = () => { if (own === socket) { heard = Date.now(); send("size", ...size); } };
  own.onmessage = event => { if (own === socket) hear(event.data); };
  own.onclose = event => { if (own === socket) closed(event.code); };
}

function hear(data) {
  heard = Date.now();
  tries = 0;
  if (lost) { lost = restarts = false; notice(typedInVain ? "typed" : ""); if (typedInVain) setTimeout(() => notice(""), 6000); typedInVain = false; }
  if (typeof data !== "string") {
    terminal.write(new Uint8Array(data), () => send("shown", data.byteLength));
    return;
  }
  const [verb, text] = JSON.parse(data);
  if (verb === "copy") copy(text);
  else if (verb === "part" && text === "restart") { restarts = true; drop(); }
  else if (verb === "part") { parted.name = text; notice(text); }
}

function closed(code) {
  if (code === 4401) location.replace("/");
  else if (!parted.name) drop();
}

function drop() {  // waiting for the other end to agree would take a minute on a dead line
  const old = socket;
  socket = null;
  if (old) { old.onclose = old.onmessage = null; old.close(); }
  lost = true;
  notice(restarts ? "restart" : "lost");
  // soon at first, then later and later; each page at a time of its own, as a whole class comes back at once
  const longest = Math.min(LATER, SOON * 2 ** ++tries);
  setTimeout(() => { if (!socket && !parted.name) connect(); }, longest * (0.5 + Math.random() / 2));
}

function watch() {
  if (parted.name || document.hidden && !lost) { heard = Date.now(); if (!parted.name) send("ping"); return; }
  const silent = Date.now() - heard;
  if (socket && !lost && silent > SILENT) drop();
  else if (socket && !lost) { if (silent > EACH / 2) send("ping"); }
  else if (socket && silent > (socket.readyState === WebSocket.OPEN ? 3 : 1) * SILENT) drop();  // a whole class may be coming back
}

function copy(text) {
  const told = () => { notice("copied"); setTimeout(() => { if (!lost && !parted.name) notice(""); }, 1500); };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(told, () => copyByHand(text, told));
  else copyByHand(text, told);
}

function copyByHand(text, told) {  // pages without TLS have no clipboard of their own
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  if (document.execCommand("copy")) told();
  area.remove();
  terminal.focus();
}

function key(event) {  // false: the terminal leaves it alone
  const letter = event.key.toLowerCase(), held = event.ctrlKey || event.metaKey;
  if (event.type === "keydown" && held && !event.altKey && letter === "c") {
    event.preventDefault();
    if (terminal.hasSelection()) copy(terminal.getSelection());
    return false;  // never sent: it would leave the program
  }
  if (event.type === "keydown" && held && "+-=0".includes(letter)) {
    event.preventDefault();
    const next = letter === "0" ? 16 : fontSize + (letter === "-" ? -1 : 1);
    grow(Math.min(LARGEST, Math.max(SMALLEST, next)));
    return false;
  }
  if (held && "vrcxlwtn+-=0".includes(letter)) return false;
  return !["F5", "F11", "F12"].includes(event.key) || event.shiftKey;
}

function open() {
  const screen = document.getElementById("screen"), options = {
    fontSize, fontFamily: getComputedStyle(screen).fontFamily, cursorBlink: false, scrollback: 0,
    screenReaderMode: !!document.body.dataset.aloud, theme: { background: "#121212", foreground: "#e8e8e8" },
  };
  const heardOf = {
    input: type,
    resize: ({ cols, rows }) => { size = [cols, rows]; send("size", cols, rows); },
  };
  let component;
  trame_xterm.install({ component: (_name, one) => { component = one; } });
  mounted.length = gone.length = 0;
  terminal = component.setup(
    { options, listen: ["input", "resize"] },
    { emit: (name, value) => heardOf[name] && heardOf[name](value), expose() {} },
  );
  size = [80, 24];
  terminal.elem.value = screen;
  mounted.forEach(one => one());
  terminal.attachCustomKeyEventHandler(key);
  terminal.fit();
  terminal.focus();
}

function grow(next) {  // the package takes options once, so a terminal of another size is a new one
  if (next === fontSize) return;
  fontSize = next;
  try { localStorage.setItem("size", next); } catch { /* a private window keeps nothing */ }
  gone.forEach(one => one());
  document.getElementById("screen").replaceChildren();
  open();
  if (socket && !parted.name) { const old = socket; socket = null; old.onclose = old.onmessage = null; old.close(); connect(); }
}

addEventListener("DOMContentLoaded", () => {
  for (const one of document.getElementById("words").content.querySelectorAll("p")) words[one.dataset.for] = one.textContent;
  let kept = 0;
  try { kept = Number(localStorage.getItem("size")); } catch { /* as above */ }
  fontSize = kept >= SMALLEST && kept <= LARGEST ? kept : innerWidth < 600 ? 11 : 16;
  open();
  document.getElementById("screen").addEventListener("paste", event => {
    event.preventDefault();
    event.stopPropagation();
    paste(event.clipboardData.getData("text/plain"));
  }, true);
  const codes = { Escape: "\x1b", Tab: "\t", ArrowLeft: "\x1b[D", ArrowUp: "\x1b[A", ArrowDown: "\x1b[B", ArrowRight: "\x1b[C", Enter: "\r" };
  for (const button of document.querySelectorAll("#bar button")) {
    button.addEventListener("click", () => { type(codes[button.dataset.key] || button.dataset.key); terminal.focus(); });
  }
  connect();
  setInterval(watch, EACH);
});
