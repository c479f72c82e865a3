"""Names short enough to print on a map."""

from __future__ import annotations

import re

PEOPLES = (
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克",
    "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬",
    "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克",
    "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺", "各",
)  # fmt: skip
"""The 55 minority peoples whose names stand in names of autonomous counties, and 各 ("all")."""
AUTONOMOUS = re.compile(f"^(.+?)(?:(?:{'|'.join(sorted(PEOPLES, key=len, reverse=True))})族)+自治[县旗]$")


def short_name(name: str) -> str:
    """Return 务川 for 务川仡佬族苗族自治县; other names as they are."""
    found = AUTONOMOUS.match(name)
    return found[1] if found else name
