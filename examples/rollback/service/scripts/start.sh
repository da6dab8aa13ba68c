#!/bin/sh
# Starts the shop, and starts it again whenever it ends.
set -eu
cd "${PENSTOCK_ROOT:-}/srv/shop"
. "${PENSTOCK_ROOT:-}/etc/shop.env"
mkdir -p "${PENSTOCK_ROOT:-}/var/log" "${PENSTOCK_ROOT:-}/var/run"
export SERVICE="$APPLICATION_NAME" MEMORY_MB USAGE_SECONDS
setsid sh -c 'while :; do node server.mjs; sleep 1; done' >> "${PENSTOCK_ROOT:-}/var/log/shop.log" 2>&1 < /dev/null &
echo $! > "${PENSTOCK_ROOT:-}/var/run/shop.pid"
