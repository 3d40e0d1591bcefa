"""A widget of ours in a real browser: its own script and traits, Python at the other end, and no server."""

from __future__ import annotations

import base64
import json
from typing import Any

from playwright.sync_api import Browser, Page, Route, TimeoutError

from workbench.fonts import FONT

ADDRESS = "http://widget.test/"
PAGE = """<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><style>
@font-face {{ font-family: "Chuandao Sans SC"; src: url(/font.ttf) }} body {{ margin: 12px }}
{css}</style></head><body><div id="widget"></div><script type="module">
import widget from "/widget.js";
const decode = (value) => {{
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  if ("__bytes__" in value) return new DataView(Uint8Array.from(atob(value.__bytes__), (c) => c.charCodeAt(0)).buffer);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, decode(one)]));
}};
class Model {{
  constructor(state) {{ this.state = state; this.heard = []; this.changed = {{}}; this.sent = []; }}
  send(content) {{ this.sent.push(content); }}
  get(name) {{ return this.state[name]; }}
  set(name, value) {{
    if (this.state[name] === value) return;
    this.state[name] = value; this.changed[name] = value; this.tell(name);
  }}
  on(names, action) {{ for (const name of names.split(" ")) this.heard.push([name, action]); }}
  off(names, action) {{ this.heard = this.heard.filter(([name, one]) => !names.split(" ").includes(name) || one !== action); }}
  tell(name) {{ for (const [heard, action] of [...this.heard]) if (heard === "change:" + name) action(); }}
  async save_changes() {{
    const changed = this.changed; this.changed = {{}};
    this.receive(JSON.parse(await window.python(JSON.stringify(changed))));
  }}
  receive(given) {{
    const news = decode(given);
    const names = Object.keys(news);
    Object.assign(this.state, news);
    for (const name of names) this.tell(name);
  }}
}}
window.model = new Model(decode(JSON.parse(await window.python("{{}}"))));
await widget.render({{ model: window.model, el: document.getElementById("widget") }});
document.body.dataset.ready = "yes";
</script></body></html>"""


class WidgetPage:
    """One widget on one page.

    Attributes
    ----------
    page : the page
    outside : addresses asked for that are not the page's own
    faults : errors on the console and uncaught ones
    """

    def __init__(
        self, browser: Browser, widget: Any, width: int = 1280, height: int = 900, **more: Any
    ) -> None:
        self.widget = widget
        self.sent: dict[str, Any] = {}
        self.outside: list[str] = []
        self.faults: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": height}, **more)
        self.page.on("console", lambda message: message.type == "error" and self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.expose_function("python", self.answer)
        self.page.route("**/*", self.serve)
        self.page.goto(ADDRESS)
        try:
            self.page.evaluate("document.fonts.load('12px \"Chuandao Sans SC\"', '\u4e2d')")
            self.page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=15_000)
        except TimeoutError as error:
            raise AssertionError(f"the widget did not appear: {self.faults}") from error

    def serve(self, route: Route) -> None:
        """Answer for the page and the script; refuse all else and remember it."""
        address = route.request.url
        if address == ADDRESS:
            route.fulfill(body=PAGE.format(css=self.widget._css), content_type="text/html")
        elif address == ADDRESS + "widget.js":
            route.fulfill(body=self.widget._esm, content_type="text/javascript")
        elif address == ADDRESS + "font.ttf":
            # The machine that tests may have no Chinese font.
            route.fulfill(path=FONT, content_type="font/ttf")
        else:
            self.outside.append(address)
            route.abort()

    def answer(self, changed: str) -> str:
        """Take over what the browser changed, and return what is new in Python."""
        for name, value in json.loads(changed).items():
            self.sent[name] = value
            setattr(self.widget, name, value)
        return json.dumps(encoded(self.news()))

    def news(self) -> dict[str, Any]:
        """Return the traits that the browser does not have yet."""
        state = {name: value for name, value in self.widget.get_state().items() if not name.startswith("_")}
        news = {
            name: value for name, value in state.items() if name not in self.sent or self.sent[name] != value
        }
        self.sent |= news
        return news

    def push(self, **traits: Any) -> None:
        """Change traits in Python and let the browser know."""
        for name, value in traits.items():
            setattr(self.widget, name, value)
        self.page.evaluate("news => window.model.receive(news)", encoded(self.news()))


def encoded(value: Any) -> Any:
    """Return a value in JSON, bytes in base 64."""
    if isinstance(value, bytes):
        return {"__bytes__": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: encoded(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [encoded(one) for one in value]
    return value
