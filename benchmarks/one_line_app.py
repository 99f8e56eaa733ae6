"""The least a Textual program can do for a key: one line of text that counts them. The floor of the key benchmark."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class OneLine(App[None]):
    count = 0

    def compose(self) -> ComposeResult:
        yield Static("0 keys")

    def on_key(self, event: events.Key) -> None:
        self.count += 1
        self.query_one(Static).update(f"{self.count} keys")


if __name__ == "__main__":
    OneLine().run()
