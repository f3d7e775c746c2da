#!/bin/sh
# Runs one PostgreSQL program as an unprivileged user, inside a mount namespace of its own in which
# the programs, the data folder and the socket's folder lie at fixed places: their real paths may lead through folders
# that the user cannot enter. Nothing stays mounted when it ends.
# usage: postgres.sh USER GROUP NATIVE DATA SOCKET -- PROGRAM ARGUMENT…   (NATIVE holds bin/ and lib/)
set -eu
user=$1 group=$2 native=$3 data=$4 socket=$5
shift 6
mount -t tmpfs -o size=64k,mode=0755 tmpfs /mnt
mkdir /mnt/native /mnt/data /mnt/socket
mount --rbind "$native" /mnt/native
mount --rbind "$data" /mnt/data
mount --rbind "$socket" /mnt/socket
program=$1
shift
cd /mnt/data
exec setpriv --reuid "$user" --regid "$group" --clear-groups -- "/mnt/native/bin/$program" "$@"
