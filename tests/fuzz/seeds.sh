#!/usr/bin/env bash
# Makes small clips for the targets `mp4` and `webm` to begin with. Needs ffmpeg.
set -euo pipefail
cd "$(dirname "$0")/seeds"
mkdir -p mp4 webm ../corpus/{mp4,webm,captions}

make() { # name, then ffmpeg's options
  ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=size=32x32:rate=10:duration=1 -f lavfi -i sine=duration=1:sample_rate=8000 \
    -metadata title=a -metadata location=+28.2+112.9/ "${@:2}" "$1"
}

avc=(-c:v libx264 -preset ultrafast -g 5 -c:a aac)
make mp4/late.mp4 "${avc[@]}"
make mp4/early.mp4 "${avc[@]}" -movflags +faststart
make mp4/fragments.mp4 "${avc[@]}" -movflags frag_keyframe+empty_moov+default_base_moof
make mp4/implicit.mp4 "${avc[@]}" -movflags frag_keyframe+omit_tfhd_offset
make mp4/hint.mp4 "${avc[@]}" -movflags +rtphint
make mp4/clock.mp4 "${avc[@]}" -write_tmcd 1 -timecode 01:00:00:00 -an
make mp4/sound.mp4 -vn -c:a aac
make mp4/hevc.mp4 -c:v libx265 -x265-params log-level=none -tag:v hvc1 -an
make mp4/vp9.mp4 -c:v libvpx-vp9 -c:a libopus
make webm/vp9.webm -c:v libvpx-vp9 -c:a libopus
make webm/vp8.webm -c:v libvpx -c:a libvorbis
make webm/live.webm -c:v libvpx -an -live 1
ffmpeg -nostdin -v error -i webm/vp8.webm -c copy -f webm pipe:1 > webm/piped.webm
