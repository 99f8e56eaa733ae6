"use strict";
// Follows the class: asks for this page every second, and puts what is new on the wall.

const wall = document.querySelector("main");

async function follow() {
  let reached = false;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main");
      if (fresh !== null && fresh.innerHTML !== wall.innerHTML) {
        wall.replaceChildren(...fresh.childNodes);
      }
      reached = fresh !== null;
    }
  } catch {
    // the next try tells
  }
  document.body.classList.toggle("lost", !reached);
  setTimeout(follow, 1000);
}

setTimeout(follow, 1000);
