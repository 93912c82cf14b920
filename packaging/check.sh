#!/usr/bin/env bash
# Checks this folder with the tools that will read it, as far as this machine has them, and reports
# what it could not check: packaging/check.sh. It fails if something that it checked is wrong.
#
# Wants systemd, prometheus (promtool), buildah and debootstrap of Debian, Go, and build/deml.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
ok() { echo "ok         $1"; }
wrong() { echo "WRONG      $1"; sed 's/^/           /' "$work/said"; failed=1; }
left_out() { echo "skipped    $1: $2"; }
# Runs a check and shows its output only if it fails.
try() {
  local name=$1
  shift
  if "$@" >"$work/said" 2>&1; then ok "$name"; else wrong "$name"; return 1; fi
}
has() { command -v "$1" >/dev/null; }

# Units: with an existing program, systemd has no complaints about them.
units() {
  mkdir "$work/units"
  for unit in systemd/*.service systemd/*.timer; do
    sed 's#^ExecStart=/usr/local/bin/deml#ExecStart=/bin/true#' "$unit" >"$work/units/$(basename "$unit")"
  done
  systemd-analyze verify "$work"/units/* >"$work/verify" 2>&1 || { cat "$work/verify"; return 1; }
  [ ! -s "$work/verify" ] || { cat "$work/verify"; return 1; }
}
# Of ten, where ten is a service without any protection; bubblewrap's needs cost two.
exposure() { systemd-analyze security --offline=true --threshold=35 "$1"; }
user() { systemd-sysusers --dry-run "$PWD/systemd/deml.sysusers"; }
if has systemd-analyze; then
  try "systemd: units" units || true
  try "systemd: exposure of deml.service at most 3.5" exposure systemd/deml.service || true
  try "systemd: exposure of deml-once.service at most 3.5" exposure systemd/deml-once.service || true
  try "systemd: the timer's calendar" systemd-analyze calendar '*:0/5' || true
  if systemd-sysusers --help 2>&1 | grep -q -- --dry-run; then
    try "systemd: the user" user || true
  else
    left_out "systemd: the user" "systemd-sysusers here cannot try without doing (since 253)"
  fi
  [ "$(cat /proc/1/comm)" = systemd ] ||
    left_out "systemd: a running service" "systemd is not what runs this machine"
else
  left_out "systemd" "systemd-analyze is not installed (apt-get install systemd)"
fi

if has promtool; then
  try "prometheus: alerts" promtool check rules prometheus/alerts.yml || true
  try "prometheus: when they fire" promtool test rules prometheus/alerts_test.yml || true
else
  left_out "prometheus" "promtool is not installed (apt-get install prometheus)"
fi

manifests() { (cd kubernetes/check && go run . ../deployment.yaml ../cronjob.yaml); }
if has go; then
  try "kubernetes: manifests, by the API's types" manifests || true
else
  left_out "kubernetes: manifests" "go is not installed"
fi
left_out "kubernetes: a cluster" "whether one allows hostUsers and procMount shows there alone"

# All that mandoc says below an error is about dates, which the pages do not have, and long lines.
pages() { mandoc -T lint -W error man/*.1; }
indexed() { lexgrog man/*.1; }
if has mandoc; then
  try "manual: pages, by mandoc" pages || true
else
  left_out "manual: pages, by mandoc" "mandoc is not installed (apt-get install mandoc)"
fi
if has lexgrog; then
  try "manual: names that man -k finds" indexed || true
else
  left_out "manual: names that man -k finds" "lexgrog is not installed (apt-get install man-db)"
fi

board() { python3 -c 'import json, sys; json.load(open("grafana/deml.json"))'; }
if has python3; then
  try "grafana: the board is JSON; tests/packaging_test.ts compares its figures" board || true
fi
left_out "grafana: how it looks" "no Grafana is at hand"

# The image, and deml in it as a container runs it: another root, no capability, no user of the
# host.
build() { buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs "$@"; }
base=docker.io/library/debian:bookworm-slim
make_base() {
  build pull -q "$base" && return
  echo "$base is out of reach: a base is made by debootstrap"
  debootstrap --variant=minbase bookworm "$work/rootfs" http://deb.debian.org/debian
  local container
  container=$(build from scratch)
  build add -q "$container" "$work/rootfs" /
  base=localhost/debian:bookworm-slim
  build commit -q "$container" "$base"
  rm -rf "$work/rootfs"
}
make_image() {
  mkdir "$work/context"
  cp ../build/deml "$work/context/"
  build build --isolation chroot --format docker --build-arg "BASE=$base" --tag deml \
    --file container/Dockerfile "$work/context"
}
run_image() {
  local container root
  container=$(build from localhost/deml)
  root=$(build mount "$container")
  unshare --mount --pid --fork sh -c "
    mount --make-rprivate / && mount --bind '$root' '$root' && cd '$root' && mkdir -p old &&
    mount -t proc proc proc && mount --rbind /dev dev && mount -t tmpfs none tmp &&
    pivot_root . old && umount -l /old &&
    exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set -all \
      env -i PATH=/usr/local/bin:/usr/bin:/bin DEML_HOME=/var/lib/deml/home deml doctor --sandbox bwrap"
}
if ! has buildah || ! has debootstrap; then
  left_out "container" "buildah or debootstrap is not installed (apt-get install buildah debootstrap)"
elif [ ! -x ../build/deml ]; then
  left_out "container" "build/deml is not there (deno task compile)"
elif [ "$(id -u)" != 0 ]; then
  left_out "container" "only root may build it here"
elif try "container: a base" make_base && try "container: the image" make_image; then
  try "container: deml doctor in it, not root, with bubblewrap inside" run_image || true
fi

exit "$failed"
