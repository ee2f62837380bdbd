"""Results: in which metric, and how well, something does on a dataset or benchmark; the one reader for the rules and for the weighing of relations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.views import ItemView, compile_pattern
from kg.model import Mention, Qualifier

_METRICS: tuple[tuple[str, str], ...] = (
    (r"top[- ]?1(?:\s?(?:精度|准确[率度]|正确率|accuracy|acc))?", "top-1"), (r"top[- ]?5(?:\s?(?:精度|准确[率度]|accuracy|acc))?", "top-5"), (r"mAP(?:@[\d.:]+)?", "mAP"), (r"AP50|AP75", ""), (r"box AP|mask AP|AP", "AP"), (r"mIoU|平均交并比", "mIoU"), (r"IoU|交并比", "IoU"),
    (r"PSNR|峰值信噪比", "PSNR"), (r"SSIM", "SSIM"), (r"LPIPS", "LPIPS"), (r"BLEU", "BLEU"), (r"ROUGE(?:-L)?", "ROUGE"), (r"F1", "F1"), (r"AUC|AUROC", "AUC"), (r"EER|等错误率", "EER"), (r"ACER", "ACER"),
    (r"PESQ", "PESQ"), (r"STOI", "STOI"), (r"DNSMOS", "DNSMOS"), (r"MOS", "MOS"), (r"SI-SDR", "SI-SDR"), (r"SDR", "SDR"), (r"Dice", "Dice"), (r"FID", "FID"), (r"CLIP\s?score", "CLIP score"),
    (r"PCKh?(?:@[\d.]+)?", "PCKh"), (r"MOTA", "MOTA"), (r"IDF1", "IDF1"), (r"NDS", "NDS"), (r"EPE", "EPE"), (r"RMSE", "RMSE"), (r"MAE", "MAE"), (r"ATE", "ATE"), (r"CER|字错误?率|字符错误率", "CER"), (r"WER|词错误?率", "WER"),
    (r"PER|音素错误率", "phoneme error rate"), (r"perplexity|PPL|困惑度", "perplexity"), (r"GLUE\s?score", "GLUE score"), (r"pass@1", "pass@1"), (r"召回率|recall", "recall"), (r"精确率|查准率|precision", "precision"), (r"重复率", "repeatability"),
    (r"误差率?|(?:分类|平均|总)?错误率|误识率|error rate", "error rate"), (r"准确[率度]|精度|正确率|识别率|accuracy", "accuracy"), (r"FPS|fps|帧率", "fps"), (r"吞吐量?|throughput", "throughput"),
)  # fmt: skip
"""How texts name metrics, and the names they get; of those that match at one place the first counts."""
_METRIC = re.compile("|".join(rf"(?P<m{k}>(?<![A-Za-z])(?:{p})(?![A-Za-z]))" for k, (p, _) in enumerate(_METRICS)), re.I)
_NUMBER = re.compile(r"(?<![A-Za-z0-9.\-×x/@])(?P<v>\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)*\s*(?P<u>[%％]|dB|fps|FPS)?)(?![A-Za-z0-9.%％])")
_NO_SCORE_AFTER = re.compile(
    r"\s*(?:个?百分点|个?点|倍|位|bit|比特|张|个|亿|万(?!分)|年|月|层|种|维|小时|天|类|毫秒|微秒|秒|分钟|兆|千|字节|块|颗|枚|核|GPU|×|x\d|的?(?:FLOPs|MACs|参数|计算|算力|权重|延迟|稀疏|压缩|剪枝|故障|数据|样本|掩码|时间|能耗|显存|内存))",
    re.I,
)
_NO_SCORE_BEFORE = re.compile(
    r"(?:提高|提升|提升了|(?<!最)高出?|(?<!最)低于?|降低?|降了|下降|减少?|减了|掉了?|快了?|慢了?|损失|只损失|相差|差|省下?|节省|剪掉|剪去|压缩|压到|加速|增加|涨了?|多|少|超过?(?=\S{0,3}\ue000)|由|从|比\S{0,12}高|功耗|延迟|耗时|频率|参数|大小|权重|不平衡因子|信噪比|每秒|仅为\S{0,6}的)\s*(?:了|约|近|至少|不到|仅)?\s*$"
)
_BEFORE_RANGE = re.compile(r"\s*%?\s*(?:升|降|提高|提升|下降|增加|涨|减)?(?:至|到)\s*(?=\d)")
_INTRODUCED = re.compile(
    r"(?:为|是|有|达到?|取得了?|得到|拿到|获得了?|跑出|跑到|只有|仍有|约|在|上|至|到|：|:|of|at|is|gets?|reach\w*|achiev\w*|attains?|scores?|keeps?)\s*(?:约|了|近)?\s*$", re.I
)
_POINTS = re.compile(
    r"(?<![A-Za-z0-9.\-])(?P<v>\d+(?:\.\d+)?\s*万|\d{1,3}(?:,\d{3})+|\d{3,}(?:\.\d+)?|\d+(?:\.\d+)?(?=\s*分)|(?<=[为到得]) ?\d{2,}(?:\.\d+)?)(?!\d|年|\s*(?:nm|MHz|GHz|Mbps|GB|MB|W|倍|%|％|元|台))\s*(?P<u>分|fps|FPS)?"
)
_WHICH = re.compile(r"(?P<s>单核|单线程|single[- ]core)|(?P<m>多核|多线程|multi[- ]core)", re.I)
_MARKS = re.compile(r"mark|bench|antutu|安兔兔|SPEC|鲁大师", re.I)
"""Benchmarks whose result is a score."""
_CLASSIFIED = re.compile(
    r"ImageNet|CIFAR|MNIST|Visual Wake|Speech Commands|LFW|AgeDB|ESC-50|UrbanSound|iNaturalist|MNLI|SST|Flowers|Cars|UCF|Food|\bARC|HellaSwag|BoolQ|MMLU|GSM8K|PIQA|WinoGrande|VTAB|C-Eval|ModelNet",
    re.I,
)
"""Datasets on which a bare percentage is the share of right answers."""
_VALUED = re.compile(r"\s*(?:为|是|达到?|取得|有|从\d[\d.%]*[升降]到)?\s*\d")
_DATASET = compile_pattern("<T>")
_MEASURED = compile_pattern("<MSC>")
_RESPECTIVELY = re.compile(
    r"(?:分别|依次|各自?)(?:为|是|达到?|取得了?|得到|有)?\s*(?P<list>\d[\d.%％万分]*(?:\s*[（(][^（）()]*[)）])?(?:\s*(?:、|和|与|及|，|以及)\s*\d[\d.%％万分]*(?:\s*[（(][^（）()]*[)）])?)+)"
)
_LISTED_AFTER = re.compile(r"\s*(?:、|和|与|及|以及)\s*[\ue000-\ue00a]")


def marks(dataset: Mention) -> bool:
    """Whether the dataset is a benchmark whose result is a score."""
    return bool(_MARKS.search(dataset.name))


def _metric_name(m: re.Match[str]) -> str:
    given = _METRICS[int((m.lastgroup or "m0")[1:])][1]
    return given or m[0].upper()


def _window(view: ItemView, at: int) -> int:
    """Return where the words on the dataset at `at` end: at the next dataset (past those listed with it), else with the sentence."""
    _, end = view.sentence(at)
    position = at + 1
    while (m := _LISTED_AFTER.match(view.text, position)) and view.at(m.end() - 1).type == "Dataset":
        position = m.end()
    return next((d.start() for d in _DATASET.finditer(view.text, position, end) if view.at(d.start()).name != view.at(at).name), end)


def _scores(view: ItemView, start: int, end: int) -> Iterator[tuple[float, re.Match[str]]]:
    """Yield the numbers of a span that may be a result, with how well each fits."""
    text = view.text
    for m in _NUMBER.finditer(text, start, end):
        before = text[max(start, m.start() - 14) : m.start()]
        if _NO_SCORE_AFTER.match(text, m.end()) or _BEFORE_RANGE.match(text, m.end()):
            continue
        if _NO_SCORE_BEFORE.search(before) and not re.search(r"(?:降低?|提高|提升|升|下降|减少)(?:至|到)\s*$", before):
            continue
        if re.match(r"\s*[（(]?\s*(?:的)?\s*(?:更|提升|下降|降幅|加速)", text[m.end() : m.end() + 6]):
            continue
        unit = m["u"]
        told = [k for k in _METRIC.finditer(text, max(start, m.start() - 14), m.start()) if not re.search(r"[，；]", text[k.end() : m.start()])]
        metric_after = _METRIC.match(text, m.end() + len(text[m.end() : m.end() + 3]) - len(text[m.end() : m.end() + 3].lstrip(" 的")))
        if not (unit or "." in m["v"] or told or metric_after):
            continue
        fit = 2.0 * bool(told or metric_after) + 1.0 * bool(unit) + 1.0 * bool(_INTRODUCED.search(before)) + 0.5 * ("." in m["v"]) - 0.01 * (m.start() - start)
        yield fit, m


def _metric_of(view: ItemView, start: int, end: int, number: re.Match[str] | None) -> str:
    """Return the metric named nearest to a number: right behind it, else before it, else in the span."""
    text = view.text
    if number is not None:
        behind = _METRIC.match(text, number.end() + len(text[number.end() : end]) - len(text[number.end() : end].lstrip(" 的")))
        if behind:
            return _metric_name(behind)
        before = list(_METRIC.finditer(text, start, number.start()))
        if before:
            return _metric_name(before[-1])
        near = _METRIC.search(text, number.end(), min(end, number.end() + 8))
        return _metric_name(near) if near and not re.search(r"[，。；]", text[number.end() : near.start()]) else ""
    found = _METRIC.search(text, start, min(end, start + 30))
    return _metric_name(found) if found else ""


def _points(view: ItemView, start: int, end: int) -> list[dict[str, Qualifier]]:
    """Return the scores in a benchmark: single-core and multi-core ones apart."""
    found: list[dict[str, Qualifier]] = []
    for m in _POINTS.finditer(view.text, start, min(end, start + 60)):
        if re.search(r"(?:提升|提高|高出?|低|多)(?:了|约)?\s*$", view.text[max(start, m.start() - 5) : m.start()]):
            continue
        which = list(_WHICH.finditer(view.text, start, m.start()))
        kind = ("single-core score" if which[-1]["s"] else "multi-core score") if which else "fps" if (m["u"] or "").lower() == "fps" else "score"
        if any(f["metric"] == kind for f in found):
            break
        found.append({"metric": kind, "value": m["v"].strip()})
        if not which:
            break
    return found


def _value(number: re.Match[str]) -> str:
    text = number["v"].replace("％", "%").strip()
    return re.sub(r"\s*(dB)$", r" \1", text).replace(" %", "%")


def _respective(view: ItemView, at: int, subject_at: int | None, end: int) -> str | None:
    """Return the value that is this dataset's, or this subject's, of those that 分别 deals out."""
    m = _RESPECTIVELY.search(view.text, at, end)
    if not m:
        return None
    values: list[str] = [v.strip().replace("％", "%") for v in re.findall(r"\d[\d.]*[%％]?(?:万)?", re.sub(r"[（(][^（）()]*[)）]", "", m["list"]))]
    start, _ = view.sentence(at)
    for letters, position in (("T", at), ("MSC", subject_at)):
        if position is None:
            continue
        listed = list(dict.fromkeys(x.name for x in view.within(start, m.start(), letters)))[-len(values) :]
        if len(listed) == len(values) and view.at(position).name in listed:
            return values[listed.index(view.at(position).name)]
    return None


def dealt_to(view: ItemView, start: int, at: int) -> list[Mention]:
    """Return the things measured, where 分别 deals a value to each: 「甲和乙在丙上分别为70%和75%」."""
    m = _RESPECTIVELY.search(view.text, at, view.sentence(at)[1])
    if not m:
        return []
    count = len(re.findall(r"\d[\d.]*", re.sub(r"[（(][^（）()]*[)）]", "", m["list"])))
    things = list({x.name: x for x in view.within(start, m.start(), "MSC")}.values())
    datasets = {x.name for x in view.within(start, m.start(), "T")}
    return things[-count:] if len(things) >= count and len(datasets) != count else []


def results(view: ItemView, at: int, subject_at: int | None = None) -> list[dict[str, Qualifier]]:
    """Return metric and value of what is measured on the dataset whose sign stands at `at`, one for each result told.

    With several things measured, the numbers behind the one at `subject_at` are its own.
    """
    end = _window(view, at)
    dataset = view.at(at)
    start = at + 1
    behind = subject_at is not None and at < subject_at < end
    if behind and subject_at is not None:
        start = subject_at + 1
        end = next((m.start() for m in _MEASURED.finditer(view.text, start, end)), end)
    dealt = _respective(view, at, subject_at, view.sentence(at)[1])
    if marks(dataset):
        if dealt:
            return [{"metric": "score", "value": dealt}]
        return _points(view, start, end) or ([] if behind else _points(view, _clause_of(view, at, subject_at), at))
    if dealt:
        metric = _metric_of(view, at + 1, end, None) or _usual(dataset, dealt)
        return [{"metric": metric, "value": dealt} if metric else {"value": dealt}]
    best = max(_scores(view, start, min(end, start + 70)), key=lambda t: t[0], default=None)
    lead = view.clause(at)[0]
    if best is None and not behind:
        best = max(_scores(view, _clause_of(view, at, subject_at), at), key=lambda t: t[0], default=None)
        metric = (_metric_of(view, at + 1, at + 12, None) or _metric_of(view, lead, at, best[1])) if best else _metric_of(view, at + 1, view.clause(at)[1], None)
    else:
        metric = _metric_of(view, start, end, best[1] if best else None) or _metric_of(view, max(lead, at - 16), at, None)
    if best is None:
        return [{"metric": metric}] if metric and metric not in {"accuracy", "fps", "throughput", "error rate"} else []
    value = _value(best[1])
    metric = metric or _usual(dataset, value) or ("PSNR" if value.endswith("dB") else _carried(view, at))
    return [{"metric": metric, "value": value} if metric else {"value": value}] if metric or value.endswith("%") else []


def _carried(view: ItemView, at: int) -> str:
    """Return the metric of the result before in the sentence: 「甲上F1为83.4，乙上95.1」."""
    start, _ = view.sentence(at)
    told = [m for m in _METRIC.finditer(view.text, start, at) if _VALUED.match(view.text, m.end())]
    return _metric_name(told[-1]) if told else ""


def _clause_of(view: ItemView, at: int, subject_at: int | None) -> int:
    """Return where the words before a dataset begin that may tell its result: behind the subject, in the clause."""
    start = view.clause(at)[0]
    return max(start, subject_at + 1) if subject_at is not None and subject_at < at else start


def _usual(dataset: Mention, value: str) -> str:
    """Return the metric that a bare percentage on a dataset of classification means."""
    if not value.endswith("%") or not _CLASSIFIED.search(dataset.name):
        return ""
    return "top-1" if "ImageNet" in dataset.name else "accuracy"


def result_near(view: ItemView, at: int, subject_at: int | None = None) -> dict[str, Qualifier]:
    """Return the first result on the dataset whose sign stands at `at`, if any."""
    return next(iter(results(view, at, subject_at)), {})
