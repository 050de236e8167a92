#!/usr/bin/env bash
# Builds the program as releases have it: twice, the second time with what the first one counted while it
# built two sites (https://doc.rust-lang.org/rustc/profile-guided-optimization.html).
#
#   bash benches/speed/profiled.sh [TARGET]    writes target/TARGET/release/fanzha
set -euo pipefail
cd "$(dirname "$0")/../.."

host=$(rustc -vV | sed -n 's/^host: //p')
target=${1:-$host}
folder=${CARGO_TARGET_DIR:-$PWD/target}
tool="$(rustc --print sysroot)/lib/rustlib/$host/bin/llvm-profdata"
[ -x "$tool" ] || rustup component add llvm-tools

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

RUSTFLAGS="-Cprofile-generate=$work/counts" CARGO_TARGET_DIR="$folder/counting" \
  cargo build --release --locked --target "$target"
program="$folder/counting/$target/release/fanzha"

# Paragraphs of our own articles, put together anew: a thousand pages in the theme of the benchmark.
mkdir -p "$work/site/content/articles" "$work/site/themes"
cp benches/speed/site.toml "$work/site/"
cp -R benches/speed/fanzha "$work/site/themes/bench"
printf '+++\ntitle = "首页"\n+++\n' > "$work/site/content/_index.md"
printf '+++\ntitle = "文章"\npaginate_by = 20\ngenerate_feeds = true\n+++\n' > "$work/site/content/articles/_index.md"
find content -name '*.md' | LC_ALL=C sort | xargs cat | grep -E '^[^]#>|`{}<+*0-9A-Za-z =:[-][^][`{}<>|]{30,}$' > "$work/paragraphs"
awk -v folder="$work/site/content/articles" '
  { paragraph[NR] = $0 }
  END {
    for (page = 1; page <= 1000; page++) {
      file = folder "/a" page ".md"
      printf "+++\ntitle = \"反诈提醒第%d篇\"\ndescription = \"第%d篇提醒：认清套路，守住钱袋子。\"\n", page, page > file
      printf "date = %d-%02d-%02d\n[taxonomies]\n", 2015 + page % 11, 1 + page % 12, 1 + page % 28 > file
      printf "scam_types = [\"s%d\"]\ntags = [\"t%d\", \"t%d\"]\n+++\n\n", page % 5, page % 25, (page + 7) % 25 > file
      for (part = 0; part < 20; part++) {
        if (part % 5 == 4) printf "## 第%d步看什么\n\n", part > file
        print paragraph[(page * 7919 + part * 104729) % NR + 1] "\n" > file
      }
      close(file)
    }
  }' "$work/paragraphs"

"$program" -q --root "$work/site" build
"$program" -q --root "$work/site" build
"$program" -q build --no-cache -o "$work/public"

"$tool" merge -o "$work/profile" "$work/counts"
RUSTFLAGS="-Cprofile-use=$work/profile" cargo build --release --locked --target "$target"
