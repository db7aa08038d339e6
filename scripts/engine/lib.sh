# shellcheck shell=bash
# lib.sh - what the scripts in this folder share. Sourced, never run.
#
# They work on a bare Debian 12 as root. Packages come from the mirror that the
# machine's own apt uses. Nothing but a few tools is installed into the system:
# engines and images are unpacked under $CACHE.

set -euo pipefail

CACHE=${MUSTER_ENGINE_CACHE:-/var/cache/muster-engine}

log() { printf '%s\n' "$*" >&2; }
die() { log "error: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
need_root() { [ "$(id -u)" = 0 ] || die "must run as root"; }
# ---------------------------------------------------------------- packages --

# apt_run ARGS: apt-get, unattended, waiting for another apt's lock, and with
# services kept from starting (a package's start script would otherwise start
# a dockerd, postgres, ... of its own where no policy-rc.d forbids it).
apt_run() {
  local made=
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    made=1
  fi
  local rc=0 said
  said=$(DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" 2>&1 </dev/null) || rc=$?
  [ "$rc" = 0 ] || printf '%s\n' "$said" >&2
  [ -z "$made" ] || rm -f /usr/sbin/policy-rc.d
  return "$rc"
}

# apt_install PKG...: installs those that are missing; refreshes the package
# lists only when the first try fails (none yet, or too old).
apt_install() {
  local p missing=()
  for p; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  log "apt-get install ${missing[*]}"
  apt_run install "${missing[@]}" 2>/dev/null && return 0
  apt_run update || die "apt-get update failed"
  apt_run install "${missing[@]}" || die "apt-get install ${missing[*]} failed"
}

# debian_uri: the URI this machine fetches its own Debian release from, read
# from its apt sources (deb822 .sources or one-line .list files).
debian_uri() {
  local code uri
  code=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
  uri=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v code="$code" '
    function flush() { if (uri != "" && (" " suites " ") ~ (" " code " ") && !done) { print uri; done = 1 } uri = suites = "" }
    /^[ \t]*#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^URIs:/   { uri = $2 }
    /^Suites:/ { suites = $0; sub(/^Suites:[ \t]*/, "", suites) }
    /^Enabled:[ \t]*no/ { uri = "" }
    END { flush() }')
  [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk -v code="$code" '
    /^deb[ \t]/ { sub(/\[[^]]*\]/, ""); if ($3 == code) { print $2; exit } }')
  [ -n "$uri" ] || die "no apt source for $code found under /etc/apt"
  printf '%s\n' "$uri"
}

# suite_apt DIR SUITE...: makes a private apt (own sources, lists, cache) in
# DIR for other Debian suites; the machine's own apt is left as it is. Sets
# the array SUITE_APT to the options that select it.
suite_apt() {
  local dir=$1 components=main keyring=/usr/share/keyrings/debian-archive-keyring.gpg; shift
  if [ -e /usr/share/keyrings/ubuntu-archive-keyring.gpg ] && grep -q '^ID=ubuntu' /etc/os-release; then
    components='main universe' keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
  fi
  mkdir -p "$dir/src" "$dir/lists/partial" "$dir/cache/archives/partial"
  {
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\n' "$(debian_uri)" "$*" "$components"
    [ ! -e "$keyring" ] || echo "Signed-By: $keyring"
  } >"$dir/src/suites.sources"
  SUITE_APT=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$dir/src"
    -o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o Dir::State::status=/dev/null
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=2)
  apt-get "${SUITE_APT[@]}" update >&2
}

# unpack_debs PREFIX LINE "SUITE..." PKG...: downloads PKG... from the suites
# and unpacks them, with no maintainer script run, into PREFIX. docker.io (if
# among PKG) must be of major version LINE (any if empty); the first suite that has it wins.
# Does nothing when PREFIX was made by an earlier call for the same PKG...
unpack_debs() {
  local prefix=$1 line=$2 suites=$3 suite ver tmp; shift 3
  [ "$(cat "$prefix/.unpacked" 2>/dev/null)" = "$line $*" ] && return 0
  tmp=$(mktemp -d)
  for suite in $suites; do
    log "fetching $* from $suite"
    suite_apt "$tmp/apt" "$suite" || continue
    case " $* " in *' docker.io '*)
      ver=$(apt-cache "${SUITE_APT[@]}" show docker.io | sed -n 's/^Version: //p;/^Version/q')
      case $ver in "$line"*.*) ;; *) log "$suite has docker.io $ver, not $line"; continue ;; esac ;;
    esac
    (cd "$tmp" && apt-get "${SUITE_APT[@]}" download "$@" >&2) || continue
    rm -rf "$prefix.new" && mkdir -p "$prefix.new"
    local deb
    for deb in "$tmp"/*.deb; do dpkg -x "$deb" "$prefix.new"; done
    printf '%s\n' "$line $*" >"$prefix.new/.unpacked"
    rm -rf "$prefix" && mv "$prefix.new" "$prefix"
    rm -rf "$tmp"
    return 0
  done
  rm -rf "$tmp"
  die "none of the suites ($suites) has what was asked for: $*"
}

# ----------------------------------------------------------------- engines --

# engine_answers SOCKET
engine_answers() {
  [ -S "$1" ] || return 1
  node -e 'require("http").get({socketPath:process.argv[1],path:"/_ping",timeout:1e4},
    r=>process.exit(r.statusCode==200?0:1)).on("error",()=>process.exit(1))' "$1"
}

# alive PID WORD: is PID a live process (not a zombie) with WORD in its command line?
alive() {
  [ -n "$1" ] && [ -r "/proc/$1/cmdline" ] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -q -- "$2"
}

# poll SECONDS COMMAND...: runs COMMAND every 0.1 s until it succeeds.
poll() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# in_netns NAME COMMAND...: becomes (exec) COMMAND in the network namespace NAME, in a
# mount namespace whose /sys shows that network namespace. `ip netns exec`
# would do that too, but its fresh /sys has no cgroup mounts, without which no
# container starts; here they are carried over. With an empty NAME it just
# becomes COMMAND.
in_netns() {
  local ns=$1; shift
  if [ -z "$ns" ]; then exec "$@"; fi
  # shellcheck disable=SC2016 # the inner shell expands these
  exec nsenter --net="/run/netns/$ns" unshare --mount --propagation slave /bin/sh -c '
    set -e
    d=$(mktemp -d)
    mount --rbind /sys/fs/cgroup "$d"
    mount -t sysfs sysfs /sys
    mount --rbind "$d" /sys/fs/cgroup
    umount -l "$d" && rmdir "$d"
    exec "$@"' in_netns "$@"
}

# netns_up NAME: makes the network namespace, with loopback up.
netns_up() {
  [ -e "/run/netns/$1" ] || ip netns add "$1"
  ip -n "$1" link set lo up
}

# runc_guard DIR: some machines (virtual ones, CI) lack CAP_SYS_RESOURCE even as root. What needs it then
# fails inside runc: --privileged (engine 20), a ulimit above the engine's own
# hard limit (memlock=-1), a negative oom_score_adj. This puts a `runc` in DIR, to
# stand before the real one on the engine's PATH, that takes just those wishes out of the
# container's config before it passes the call on. Elsewhere it is a link to runc.
runc_guard() {
  local dir=$1 real bnd
  real=$(PATH=/usr/sbin:/usr/bin:/sbin:/bin command -v runc)
  mkdir -p "$dir"
  bnd=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)
  if [ $((0x$bnd >> 24 & 1)) = 1 ]; then ln -sfn "$real" "$dir/runc"; return 0; fi
  rm -f "$dir/runc"
  cat >"$dir/runc" <<'GUARD'
#!/bin/sh
# Made by runc_guard (lib.sh): runc for a machine without CAP_SYS_RESOURCE.
real=@RUNC@
conf= prev= cmd=
for a; do
  case $prev in
    --bundle | -b) conf=$a/config.json ;;
    --process | -p) conf=$a ;;
  esac
  case $a in create | run | exec) cmd=1 ;; esac
  prev=$a
done
if [ -n "$cmd" ] && [ -f "$conf" ] && grep -Eq 'CAP_SYS_RESOURCE|RLIMIT_|"oomScoreAdj":-' "$conf"; then
  awk '
    # hard limits of this process, by the names runc uses
    BEGIN {
      n = split("cpu time=CPU;file size=FSIZE;data size=DATA;stack size=STACK;core file size=CORE;resident set=RSS;processes=NPROC;open files=NOFILE;locked memory=MEMLOCK;address space=AS;file locks=LOCKS;pending signals=SIGPENDING;msgqueue size=MSGQUEUE;nice priority=NICE;realtime priority=RTPRIO;realtime timeout=RTTIME", kv, ";")
      for (i = 1; i <= n; i++) { split(kv[i], p, "="); id["Max " p[1]] = p[2] }
      while ((getline l < "/proc/self/limits") > 0) {
        key = substr(l, 1, 25); sub(/ +$/, "", key)
        split(substr(l, 27), p, " ")
        if (key in id) max["RLIMIT_" id[key]] = p[2]
      }
    }
    {
      gsub(/"CAP_SYS_RESOURCE",/, ""); gsub(/,?"CAP_SYS_RESOURCE"/, "")
      gsub(/"oomScoreAdj":-[0-9]+/, "\"oomScoreAdj\":0")
      out = ""
      while (match($0, /"type":"RLIMIT_[A-Z]+","hard":[0-9]+,"soft":[0-9]+/)) {
        out = out substr($0, 1, RSTART - 1); e = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
        split(e, f, /[":,]+/) # "" type NAME hard H soft S
        t = f[3]; h = f[5]; s = f[7]
        if (t in max && max[t] != "unlimited") { if (h + 0 > max[t] + 0) h = max[t]; if (s + 0 > h + 0) s = h }
        out = out "\"type\":\"" t "\",\"hard\":" h ",\"soft\":" s
      }
      print out $0
    }' "$conf" >"$conf.guard" && cat "$conf.guard" >"$conf"
  rm -f "$conf.guard"
fi
exec "$real" "$@"
GUARD
  sed -i "s#@RUNC@#$real#" "$dir/runc"
  chmod +x "$dir/runc"
}

# no_dns NETNS STATE: the machine's name server cannot be reached from a namespace of its
# own, and engine 20 leaves a container that asks for an unknown name without
# any answer then (7 s until it gives up; 28 says SERVFAIL at once). So the
# name server's address is put up there, and what answers says NXDOMAIN.
no_dns() {
  local netns=$1 state=$2 addr
  addr=$(sed -n 's/^nameserver[ \t]*\([0-9.]*\)[ \t]*$/\1/p' /etc/resolv.conf | head -n 1)
  if [ -z "$addr" ] || alive "$(cat "$state/dns.pid" 2>/dev/null || true)" no-dns; then return 0; fi
  ip -n "$netns" addr replace "$addr/32" dev lo
  # shellcheck disable=SC2016 # perl's variables
  nsenter --net="/run/netns/$netns" setsid perl -MIO::Socket::INET -e '
    $0 = "no-dns for $ARGV[1]";
    $s = IO::Socket::INET->new(LocalAddr => $ARGV[0], LocalPort => 53, Proto => "udp") or exit 1;
    while (defined $s->recv($m, 4096)) {
      next if length $m < 12;
      substr($m, 2, 2) = pack("CC", ord(substr $m, 2, 1) | 0x80, 0x83);
      $s->send($m);
    }' "$addr" "$state" </dev/null >/dev/null 2>&1 9>&- &
  echo $! >"$state/dns.pid"
  disown
}
