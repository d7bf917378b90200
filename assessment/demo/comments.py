"""What the demo's reviewers write beside lower scores: short, invented, and fitting the indicator and the value.

In a sentence ``{bad}`` is how many of ``{sample}`` looked at were at fault (in keeping with the value), ``{month}`` and
``{day}`` a date, ``{days}`` a number of days.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.demo.draws import Draws

#: (words of the indicator or criterion, sentences); the first row with a matching word is used.
SENTENCES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("办事指南", "指南", "办理材料", "表格", "事项目录"),
        (
            "抽查{sample}个事项，{bad}个指南缺少办理时间或收费标准。",
            "{bad}个事项的样表打不开，{month}月{day}日复查仍未修复。",
            "材料要求写有“其他相关材料”，没有说明具体内容。",
            "指南中的咨询电话拨打无人接听，与窗口电话不一致。",
        ),
    ),
    (
        ("IPv6",),
        ("IPv6 测试未通过，首页可达，二级页面不可达。", "域名没有 AAAA 记录，{month}月{day}日测试。"),
    ),
    (
        ("搜索", "检索"),
        (
            "输入拼音或错别字没有结果，也没有推荐词。",
            "搜索结果按时间混排，前{sample}条中{bad}条与关键词无关。",
            "搜索不支持分类查看，办事指南排在两页以后。",
        ),
    ),
    (
        ("登录", "一号", "用户空间", "注册"),
        (
            "互动栏目与办事栏目须分别注册，账号不通用。",
            "短信验证码多次收不到，未能完成注册。",
            "登录后看不到历史办件和留言记录。",
        ),
    ),
    (
        ("留言", "答复", "咨询", "互动功能", "回复", "评价"),
        (
            "抽查{sample}条留言，{bad}条超过{days}天才答复。",
            "答复多为“已转相关部门”，没有下文。",
            "留言列表没有答复单位和答复时间。",
            "最近一条公开留言停留在{month}月。",
        ),
    ),
    (
        ("访谈",),
        (
            "全年只有{few}期访谈，且都是转播。",
            "没有下期预告，网友提问栏为空。",
            "访谈页面只有新闻稿，看不到网友问题和回答。",
        ),
    ),
    (
        ("调查", "征集"),
        (
            "征集结束后没有公开意见和采纳情况。",
            "调查题目与近期工作关系不大，参与人数不足{days}人。",
            "结果反馈只写“感谢参与”，没有统计。",
        ),
    ),
    (
        ("解读", "新闻发布会", "回应"),
        (
            "抽查{sample}份文件，{bad}份没有解读。",
            "解读只是文件摘抄，没有图表或问答。",
            "解读页面没有链到原文件，原文件页面也没有解读入口。",
            "文件公开{days}天后才发布解读。",
        ),
    ),
    (
        ("账号", "开设", "名称", "标识", "认证", "备案", "整合"),
        (
            "首页底部缺少网站标识码，“找错”图标链接失效。",
            "各平台账号名称不一致，认证信息仍是机构改革前的单位。",
            "同一平台发现两个账号，旧账号没有注销公告。",
        ),
    ),
    (
        ("安全", "舆情", "监督检查", "通报", "自查"),
        (
            "自查结果公开晚于规定时间{days}天。",
            "只报送了制度目录，未附制度文本。",
            "通报的问题整改情况没有公开。",
            "值守记录只到{month}月。",
        ),
    ),
    (
        ("年报", "报表", "总结", "机构", "制度", "保障"),
        (
            "年度材料迟报{days}天，缺少资金投入说明。",
            "报表数据与系统统计不一致。",
            "制度文件是{few}年前印发的，没有修订。",
        ),
    ),
    (
        ("数据", "开放"),
        (
            "{bad}个数据集超过承诺周期没有更新（共看{sample}个）。",
            "数据项没有说明，下载文件缺少字段名。",
            "接口申请后{days}天没有回应。",
        ),
    ),
    (
        ("APP", "小程序", "对接", "推广", "服务", "办理", "堵点", "套餐"),
        (
            "抽查{sample}个事项，{bad}个只能查看、不能在线申报。",
            "承诺“最多跑一次”的事项仍要求到窗口交原件。",
            "应用打开后停在空白页，{month}月{day}日试过三次。",
            "专题内容是链接汇集，没有按对象整合。",
        ),
    ),
    (
        ("转载",),
        ("转载的文件晚于来源{days}天。", "{month}月只转载{few}条，重要政策没有转载。"),
    ),
    (
        ("更新", "内容"),
        ("{month}月以后没有新内容。", "更新集中在月底，其余时间空缺。", "内容以会议新闻为主，没有图解和视频。"),
    ),
    (
        ("公开", "信息", "目录", "宣传"),
        (
            "抽查{sample}个栏目，{bad}个超过规定时间没有更新。",
            "栏目能打开，但附件下载失败{few}处。",
            "财政类信息只有表格，没有说明。",
            "信息没有注明发布日期和来源。",
        ),
    ),
)
OTHER = ("对照要点仍有差距，截图已存。", "{month}月{day}日查看，未见改进。", "部分达到，见截图。")

ADJUDICATIONS = (
    "经复核截图，按多数评估员的意见认定。",
    "复核时页面已可访问，按监测时的存档认定。",
    "评估员对口径理解不一，按评估手册统一认定。",
    "向承办单位核实后认定。",
    "存档显示问题属实，按较低意见认定。",
)


def sentences_for(topics: Sequence[str]) -> tuple[str, ...]:
    """The sentences that fit the first of ``topics`` (indicator, criterion, parent: most telling first) that any do."""
    for topic in topics:
        for words, sentences in SENTENCES:
            if any(word in topic for word in words):
                return sentences
    return OTHER


def comment_on(topics: Sequence[str], ratio: float, draws: Draws) -> str:
    """A sentence for a value that yields ``ratio`` (0…1)."""
    sample = draws.pick((5, 10, 20))
    return draws.pick(sentences_for(topics)).format(
        sample=sample,
        bad=max(1, round((1 - ratio) * sample)),
        month=draws.whole(3, 11),
        day=draws.whole(1, 28),
        days=draws.whole(4, 40),
        few=draws.whole(2, 4),
    )
