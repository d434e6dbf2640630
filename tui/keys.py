"""The keys that work on every screen and in every dialog."""

from textual.binding import Binding, BindingType

EVERYWHERE: list[BindingType] = [
    Binding("f1", "app.help", "key-help", priority=True),
    Binding("question_mark", "app.help", "key-help", show=False),
    Binding("f2", "app.language", "key-language", priority=True),
    Binding("ctrl+l", "app.language", "key-language", show=False, priority=True),
    Binding("f9", "app.lock_now", "key-lock-now", priority=True),
    Binding("ctrl+q", "app.quit", "key-quit", priority=True),
    Binding("ctrl+c", "app.quit", "key-quit", show=False, priority=True),
]
