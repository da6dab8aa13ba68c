#!/bin/sh
# Ends the shop and what starts it again.
pid="$(cat "${PENSTOCK_ROOT:-}/var/run/shop.pid" 2> /dev/null)" || exit 0
kill -TERM "-$pid" 2> /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  kill -0 "-$pid" 2> /dev/null || exit 0
  sleep 0.2
done
kill -KILL "-$pid" 2> /dev/null
exit 0
