#!/usr/bin/env python3
"""Makes the example clips of the series `yifenzhong` from lists of cards (`*.toml` beside this file).

    python3 tests/clips/make.py [NAME ...]

Writes `clip.mp4` (some `clip.webm`), captions and `poster.jpg` beside the page, and its `duration`
and `chapters`. Needs: apt-get install ffmpeg librsvg2-bin fonts-noto-cjk; Python 3.11.

A card: `seconds`, `chapter` (begins one), `text` (side of the words: left, right or top), `camera`
(point of the picture that stands in the middle of the other side, and its scale), `drop`, `swap`,
`draw`, `people` (changes to the page's poster.svg), `blocks` (words on the screen), `say` (captions).
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from cards import WIDTH, picture, svg, words

HERE = Path(__file__).resolve().parent
VIDEOS = HERE.parent.parent / "content" / "videos"
FPS = 15
SIZE = "960x540"
SHRINK = 960 / WIDTH
# Seconds after which the picture rests, which saves half of the bytes.
MOVES = 3
FADE = 0.28
MOST_BYTES = 400_000
# Colours as in the picture, and the same bytes on every run.
BT709 = "-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv".split()
EXACT = "-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact".split()


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def ffmpeg(*arguments):
    run("ffmpeg", "-nostdin", "-y", "-v", "error", *arguments)


def png(drawn, to, scale=1):
    (source := to.with_suffix(".svg")).write_text(drawn)
    run("rsvg-convert", "-z", scale, "-o", to, source)


def film_card(clip, card, number, length, work):
    """One card without the mark: the picture moves slowly, the words come one after another."""
    name = work / f"card{number}"
    png(picture(clip, card), name.with_suffix(".png"), SHRINK * 3)
    layers = words(clip, card)
    inputs = ["-i", name.with_suffix(".png")]
    frames = round(length * FPS)
    # In and out by turns, towards where the picture is.
    sign = "-" if number % 2 == 0 else "+"
    turn = f"0.5{sign}0.5*cos(PI*min(1,on/{MOVES * FPS}))"
    at = {"left": 0.77, "right": 0.23}.get(card.get("text"), 0.5)
    graph = (
        f"[0]zoompan=z='1+{card.get('zoom', 0.04)}*({turn})':x='(iw-iw/zoom)*{at}':y='(ih-ih/zoom)*0.45'"
        f":d={frames}:s={SIZE}:fps={FPS}[v0];"
    )
    for index, (drawn, start) in enumerate(layers, 1):
        layer = work / f"card{number}-{index}.png"
        png(drawn, layer, SHRINK)
        inputs += ["-loop", 1, "-framerate", FPS, "-t", length, "-i", layer]
        fade = f"fade=t=in:st={start}:d=0.3:alpha=1," if start else ""
        graph += f"[{index}]{fade}format=rgba[l{index}];[v{index - 1}][l{index}]overlay=format=gbrp[v{index}];"
    graph += f"[v{len(layers)}]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,settb=1/{FPS}"
    ffmpeg(*inputs, "-filter_complex", graph, "-frames:v", frames, "-c:v", "ffv1", name.with_suffix(".mkv"))
    return name.with_suffix(".mkv")


def tones(starts):
    """A soft tone where a card begins; two higher ones for what rings in the story."""
    def tone(at, pitch, loud, fall):
        return f"{loud}*sin(2*PI*{pitch}*(t-{at}))*exp(-{fall}*(t-{at}))*between(t,{at},{at}+1.2)*min(1,(t-{at})*80)"

    parts = []
    for at, rings in starts:
        at += 0.05
        if rings:
            parts += [tone(at + 0.3, 1318.5, 0.1, 6), tone(at + 0.45, 1760, 0.08, 6)]
        else:
            parts += [tone(at, 440, 0.05, 5), tone(at, 660, 0.03, 6)]
    return "+".join(parts)


def encode(clip, starts, total, films, page, work):
    """Joins the cards, puts the mark over all, adds sound."""
    png(words(clip, {"kind": "mark"})[0][0], work / "mark.png", SHRINK)
    inputs = [part for film in films for part in ("-i", film)]
    graph, last = "", "0"
    for index, (at, _) in enumerate(starts[1:], 1):
        graph += f"[{last}][{index}]xfade=duration={FADE}:offset={at}[x{index}];"
        last = f"x{index}"
    graph += f"[{len(films)}]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p[mark];"
    graph += f"[{last}][mark]overlay=format=yuv420[v]"
    sound = f"aevalsrc='{tones(starts)}':s=24000:c=mono:d={total}"
    whole = work / "whole.mkv"
    ffmpeg(
        *inputs, "-i", work / "mark.png", "-f", "lavfi", "-i", sound, "-filter_complex", graph, "-map", "[v]",
        "-map", f"{len(films) + 1}:a", "-frames:v", total * FPS, "-c:v", "ffv1", "-c:a", "pcm_s16le", whole,
    )
    keys = ["-force_key_frames", ",".join(str(at) for at, _ in starts), "-g", FPS * 10]
    crf = clip.get("crf", 31)
    ffmpeg(
        "-i", whole, "-c:v", "libx264", "-profile:v", "main", "-level", "3.1", "-preset", "veryslow",
        "-tune", "animation", "-x264-params", "ref=5:bframes=5:psy-rd=0:qcomp=0.7", "-crf", crf, "-pix_fmt", "yuv420p", "-threads", 1, *keys, *BT709,
        "-bsf:v", "filter_units=remove_types=6", "-c:a", "aac", "-profile:a", "aac_low", "-b:a", "24k", *EXACT,
        *(["-movflags", "+faststart"] if clip.get("faststart") else []), page / "clip.mp4",
    )
    made = [page / "clip.mp4"]
    if clip.get("webm"):
        for turn in (1, 2):
            ffmpeg(
                "-i", whole, "-c:v", "libvpx-vp9", "-b:v", 0, "-crf", crf + 15, "-deadline", "good", "-cpu-used", 1,
                "-threads", 1, "-row-mt", 0, "-pix_fmt", "yuv420p", *keys, *BT709, "-c:a", "libopus", "-b:a", "24k",
                "-pass", turn, "-passlogfile", work / "vp9", *EXACT, "-f", "webm",
                "/dev/null" if turn == 1 else page / "clip.webm",
            )
        made.append(page / "clip.webm")
    return made


def clock(seconds, comma="."):
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours = "00:" if comma == "," else ""
    return f"{hours}{minutes:02}:{rest // 1000:02}{comma}{rest % 1000:03}"


def captions(clip, starts, page):
    """The words of each card share its time by their length."""
    srt = clip.get("captions") == "srt"
    blocks = []
    for card, (at, _) in zip(clip["cards"], starts):
        weights = [max(6, len(text)) for text in card["say"]]
        begin, room = at + 0.1, card["seconds"] - 0.2
        for text, weight in zip(card["say"], weights):
            end = begin + room * weight / sum(weights)
            lines = text.split("/")
            assert len(lines) <= 2 and all(len(line) <= 20 for line in lines), text
            mark = "," if srt else "."
            number = f"{len(blocks) + 1}\n" if srt else ""
            times = f"{clock(begin, mark)} --> {clock(end, mark)}"
            blocks.append(number + times + "\n" + "\n".join(lines) + "\n")
            begin = end
    head = "" if srt else "WEBVTT\n\n"
    (page / f"captions.zh.{'srt' if srt else 'vtt'}").write_text(head + "\n".join(blocks))


def front_matter(clip, starts, total, page):
    """The length and the chapters, in the page itself."""
    chapters = "".join(
        f'  {{ t = "{int(at) // 60}:{int(at) % 60:02}", title = "{card["chapter"]}" }},\n'
        for card, (at, _) in zip(clip["cards"], starts) if "chapter" in card
    )
    path = page / "index.md"
    text = path.read_text()
    text = re.sub(r'(?m)^duration = .*$', f'duration = "{total // 60:02}:{total % 60:02}"', text, count=1)
    text = re.sub(r"(?ms)^chapters = \[.*?^\]$", lambda _: f"chapters = [\n{chapters}]", text, count=1)
    path.write_text(text)


def make(name):
    clip = tomllib.loads((HERE / f"{name}.toml").read_text())
    page = VIDEOS / name
    clip["poster"] = (page / "poster.svg").read_text()
    starts, total = [], 0
    for card in clip["cards"]:
        assert "chapter" not in card or total == int(total), f"{name}: a chapter begins at a whole second"
        starts.append((total, card.get("ring", False)))
        total += card["seconds"]
    assert total == int(total) and 30 <= total <= 45, f"{name}: {total} s"
    total = int(total)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        films = []
        for number, card in enumerate(clip["cards"]):
            rest = FADE if number + 1 < len(clip["cards"]) else 0
            films.append(film_card(clip, card, number, card["seconds"] + rest, work))
        made = encode(clip, starts, total, films, page, work)
        title = clip["cards"][0]
        layers = [picture(clip, title), *(drawn for card in (title, {"kind": "mark"}) for drawn, _ in words(clip, card))]
        png(svg("".join(layers)), work / "poster.png")
        ffmpeg("-i", work / "poster.png", "-pix_fmt", "yuvj444p", "-q:v", 3, *EXACT, page / "poster.jpg")
    captions(clip, starts, page)
    front_matter(clip, starts, total, page)
    for file in [*made, page / "poster.jpg"]:
        print(f"{file.relative_to(VIDEOS)}: {total} s, {file.stat().st_size:,} bytes")
        assert file.stat().st_size <= MOST_BYTES, "too large: raise crf"


for name in sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.toml")):
    make(name)
