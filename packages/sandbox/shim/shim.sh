#!/bin/sh
# The whole shim of a sandboxed process. It stays outside the pid namespace it makes, waits for the
# namespace's first process and writes its exit code.
#
#   shim.sh user DIR            as the root of fresh user and mount namespaces (a plain user's way)
#   shim.sh root DIR UID GID    as root in a fresh mount namespace: mounts, drops to UID, unshares
#   shim.sh bare DIR UID GID    as root where user namespaces are refused: drops last
#   shim.sh process UID GID     no namespaces at all; UID is - for the caller's own
#
# Descriptors: 0 stdin, 1 and 2 the set-up's own messages, 3 exit file, 4 pid file, 5 log of the
# process, 6 told "ready" when the process is about to be executed, 7 settings and arguments.
set -u

tool() {
  name=$1
  shift
  /.fw/ld.so --library-path /.fw "/.fw/$name" "$@"
}

# /sys always exists and no source of a mount lies below it. The mount namespace is private.
stage() {
  mount -n -t tmpfs -o mode=755,size=64k,nosuid,nodev fairway /sys || return
  mkdir /sys/root /sys/pod || return
  cd "$1" && mount -a -n -T fstab && cd /
}

# Every value is preceded by its number of lines, so that data stays data.
value() {
  IFS= read -r lines <&7 || return
  IFS= read -r value <&7
  while [ "$lines" -gt 1 ]; do
    IFS= read -r line <&7
    value="$value
$line"
    lines=$((lines - 1))
  done
}

setting() {
  value && eval "$1=\$value"
}

settings() {
  for name in host_name work_dir user group data_kib file_blocks open_files processes nested; do
    setting "$name" || return
  done
}

# The pid and start time as the host sees them: /proc is still the host's here.
identify() {
  read -r stat </proc/self/stat
  pid=${stat%% *}
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  shift 19
  read -r boot </proc/sys/kernel/random/boot_id
  echo "$pid $1 $$ $boot" >&4
}

limit() {
  ulimit -c 0
  [ "$data_kib" = - ] || ulimit -d "$data_kib"
  [ "$file_blocks" = - ] || ulimit -f "$file_blocks"
  [ "$open_files" = - ] || ulimit -n "$open_files"
  [ "$processes" = - ] || ulimit -p "$processes"
}

enter() {
  mount -a -n -T /sys/root/.fw/fstab || return
  hostname "$host_name" || return
  cd /sys/pod && pivot_root . . && tool umount -l . && cd / || return
  # From here on every path, links included, ends inside the new root.
  [ "$nested" = no ] || tool mount -a -n -T /.mounts/fstab || return
  cd "$work_dir"
}

# A foreground subshell is the first process of the pid namespace; a background one would make the
# process ignore SIGINT and SIGQUIT. The capability sets go after the last user namespace is made,
# as writing its uid map needs one.
pod() {
  (
    settings && identify || exit 125
    # The second user namespace is the last one: the process can make no more.
    [ "$1" = bare ] || echo 1 >/proc/sys/user/max_user_namespaces || exit 125
    enter || exit 125
    mode=$1 uid=${2:-} gid=${3:-}
    set --
    while value; do set -- "$@" "$value"; done
    limit || exit 125
    echo ready >&6
    exec >&5 2>&1 3>&- 4>&- 5>&- 6>&- 7>&-
    set -- --pdeathsig KILL --no-new-privs --ambient-caps=-all --inh-caps=-all --bounding-set=-all \
      -- /.fw/ld.so --library-path /.fw /.fw/env -i -- "$@"
    if [ "$mode" = bare ]; then
      set -- /.fw/ld.so --library-path /.fw /.fw/setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@"
    else
      set -- /.fw/ld.so --library-path /.fw /.fw/unshare -U --map-user="$user" --map-group="$group" \
        --keep-caps -- /.fw/ld.so --library-path /.fw /.fw/setpriv "$@"
    fi
    exec "$@"
  )
  echo "$?" >&3
}

process() {
  (
    settings && identify || exit 125
    cd "$work_dir" || exit 125
    uid=$1 gid=$2
    set --
    while value; do set -- "$@" "$value"; done
    limit || exit 125
    echo ready >&6
    exec >&5 2>&1 3>&- 4>&- 5>&- 6>&- 7>&-
    set -- --pdeathsig KILL --no-new-privs --inh-caps=-all -- env -i -- "$@"
    [ "$uid" = - ] || set -- --reuid "$uid" --regid "$gid" --clear-groups "$@"
    exec setpriv "$@"
  )
  echo "$?" >&3
}

mode=$1
shift
case $mode in
  user)
    # The first fork after the pid namespace is made is its first process: so only now.
    stage "$1" || exit 125
    exec unshare -i -u -p -- /bin/sh /sys/root/.fw/shim.sh pod
    ;;
  root)
    stage "$1" || exit 125
    exec setpriv --reuid "$2" --regid "$3" --clear-groups -- \
      unshare -U -r -m -i -u -p -- /bin/sh /sys/root/.fw/shim.sh pod
    ;;
  bare)
    stage "$1" || exit 125
    exec unshare -m -i -u -p -- /bin/sh /sys/root/.fw/shim.sh bare-pod "$2" "$3"
    ;;
  pod) pod user ;;
  bare-pod) pod bare "$1" "$2" ;;
  process) process "$1" "$2" ;;
  *) exit 125 ;;
esac
