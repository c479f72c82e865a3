"""Words of campaigns' duties and their states, for tables and sheets."""

from __future__ import annotations

DUTY = {
    "register": ("登记", "register"),
    "complete": ("完善信息", "complete"),
    "summary": ("总结", "sum up"),
    "recommend": ("推荐", "recommend"),
}
STATE = {
    "done": ("已办", "done"),
    "done_late": ("已办（逾期）", "done late"),
    "overdue": ("逾期未办", "overdue"),
    "due": ("待办", "due"),
    "to_come": ("未到时候", "to come"),
    "unknown": ("期限不详", "no date known"),
}
