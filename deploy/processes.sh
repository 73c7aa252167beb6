# Servers of a cluster on this machine, as deploy/cluster and deploy/hadoop keep them; sourced, never run. Of the server
# NAME there are NAME.pid, NAME.log, NAME.page with the port of its page and NAME.command, which starts it again, in the
# folder $state.
# shellcheck shell=bash
# shellcheck disable=SC2154 # $state and $repository are the command's, $java and $java_home find_java's

# Whether a process that launch started still runs: a pid used anew lacks the mark that launch gave ours.
# $1: its name
alive() {
  local pid
  [ -f "$state/$1.pid" ] && read -r pid <"$state/$1.pid" &&
    [[ "$(ps -ww -o args= -p "$pid" 2>/dev/null)" == *"-Despalier.cluster=$state "* ]]
}

# $1: name, $2: port of its page; the rest: the JVM's own options, class path, class and its arguments
launch() {
  local name=$1
  printf '%s\n' "$2" >"$state/$1.page"
  shift 2
  # Servers start fast and compute little: on few cores the optimizing compiler takes more than it gives.
  printf '%q ' "$java" "-Despalier.cluster=$state" "@$repository/driver/target/java.options" \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$@" >"$state/$name.command"
  printf '%s\n' "$name" >>"$state/servers"
  begin "$name"
}

# $1: name of a server that was launched before
begin() {
  local -a command
  eval "command=($(cat "$state/$1.command"))"
  SPARK_HOME=$repository/driver/target/spark SPARK_SCALA_VERSION=2.12 SPARK_LOCAL_IP=127.0.0.1 \
    SPARK_PUBLIC_DNS=127.0.0.1 OMP_NUM_THREADS=1 JAVA_HOME=$java_home \
    nohup "${command[@]}" >>"$state/$1.log" 2>&1 </dev/null &
  disown # its end is no news to this shell
  printf '%s\n' $! >"$state/$1.pid"
}

# Waits until a command prints what is expected, for 60 s at most; fails where the server is gone.
# $1: the server's name, $2: what it must print, the rest: the command
await() {
  local name=$1 expected=$2 tries=0
  shift 2
  while [ "$("$@" 2>/dev/null)" != "$expected" ]; do
    tries=$((tries + 1))
    # A process just started is still this shell's copy, without the mark.
    if [ $tries -gt 600 ] || { [ $tries -gt 20 ] && ! alive "$name"; }; then
      tail -n 20 "$state/$name.log" >&2
      fail "the $name did not come up, expected it within 60 s: see its log above"
    fi
    sleep 0.1
  done
}

# A page's text, without a client to install: bash opens the connection itself.
# $1: a server's name, $2: path
page() {
  local port
  read -r port <"$state/$1.page"
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\nAccept: application/json\r\n\r\n' "$2" "$port" >&3
  cat <&3
  exec 3>&- 3<&-
}

# A value of a JSON page: of several that have the key the last. $1: a server's name, $2: path, $3: key
field() {
  page "$1" "$2" | tr -d ' \r\n' | sed -n "s/.*\"$3\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

# Whether a server answers. $1: its name
answers() {
  page "$1" / | sed -n '1s/^\(HTTP\).*/\1/p'
}

# Prints a port of 127.0.0.1 that nobody listens on, below those that the system gives to connections.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  printf '%s\n' "$port"
}

# Names of the servers in the order in which they were launched.
launched() {
  [ ! -f "$state/servers" ] || cat "$state/servers"
}

# Prints a line a server; false where one is gone.
servers() {
  local name all=0
  for name in $(launched); do
    if alive "$name"; then
      printf '%s is up, pid %s, page http://127.0.0.1:%s/\n' "$name" "$(cat "$state/$name.pid")" "$(cat "$state/$name.page")"
    else
      printf '%s is gone, its log is %s\n' "$name" "$state/$name.log"
      all=1
    fi
  done
  return $all
}

# Ends a server, and by force where it has not ended after 10 s.
# $1: its name
end() {
  local pid tries=0
  alive "$1" || return 0
  pid=$(cat "$state/$1.pid")
  kill "$pid"
  while alive "$1" && [ $tries -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  ! alive "$1" || kill -9 "$pid"
}

# $1: start or stop; $2: a server's name
one() {
  local name=${2:-}
  [ -n "$name" ] || fail "$1 wants a server's name, expected one of: $(launched | tr '\n' ' ')"
  [ -f "$state/$name.command" ] || fail "there is no server '$name', expected one of: $(launched | tr '\n' ' ')"
  find_java
  if [ "$1" = stop ]; then
    end "$name"
  elif alive "$name"; then
    fail "$name is up, pid $(cat "$state/$name.pid"), expected it gone: stop it first"
  else
    begin "$name"
    await "$name" HTTP answers "$name"
  fi
}

# $1: option, $2: its value, which must be a whole number from 1
whole_number() {
  case $2 in '' | *[!0-9]* | 0) fail "$1 is '$2', expected a whole number from 1" ;; esac
}
