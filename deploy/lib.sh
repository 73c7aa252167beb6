# What the commands of deploy/ share; sourced, never run.
# shellcheck shell=bash

# One line on stderr, then the exit code of a user's mistake.
fail() {
  printf 'espalier: %s\n' "$*" >&2
  exit 2
}

# The collector for drivers and executors, unless the user's options name one: the JVM takes only one. Regions of 8 MB
# keep states of a megabyte or two out of G1's large-object path.
# $1: the user's options
collector() {
  case " $1 " in
    *' -XX:+Use'*'GC '*) ;;
    *) printf '%s' '-XX:+UseG1GC -XX:G1HeapRegionSize=8m' ;;
  esac
}

# Passes standard input on to standard error, but for the JVM's notice that the Vector API incubates, which is its
# first line or is not there. An interrupt is for the JVM alone, whose last words still pass.
but_the_notice() {
  trap '' INT
  local first=
  if IFS= read -r first; then
    case $first in
      'WARNING: Using incubator modules: '*) ;;
      *) printf '%s\n' "$first" >&2 ;;
    esac
    exec cat >&2
  fi
  printf '%s' "$first" >&2
}

# Sets $java and refuses any but Java 17; $java_home is where it is.
find_java() {
  java=java
  [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
  command -v "$java" >/dev/null 2>&1 ||
    fail "no Java at '$java', expected a JDK 17: set JAVA_HOME or PATH"
  local version
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  case $version in
    17 | 17.*) ;;
    *) fail "'$java' is Java ${version:-of unknown version}, expected 17, which Spark 3.5 runs on: set JAVA_HOME" ;;
  esac
  # shellcheck disable=SC2034 # whoever sources this uses it
  java_home=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
}

# Builds the jar where it is missing; everything is beside it then.
# $1: the repository
build_if_missing() {
  [ ! -f "$1/driver/target/espalier.jar" ] || [ ! -f "$1/driver/target/spark.classpath" ] || return 0
  command -v mvn >/dev/null 2>&1 ||
    fail "driver/target/espalier.jar is not there and no mvn to build it on PATH, expected Maven 3.8.7 or later"
  printf 'espalier: building driver/target/espalier.jar first, in about two minutes\n' >&2
  mvn -q -B -DskipTests -Dmaven.test.skip=true -Dstyle.color=never -f "$1/pom.xml" package >&2 ||
    fail "the build failed, expected 'mvn -DskipTests package' to pass: see its output above"
}

# A SPARK_HOME without a distribution: links to Spark's jars in Maven's local repository.
# $1: the repository, built
link_spark_jars() {
  local home=$1/driver/target/spark list=$1/driver/target/spark.classpath fresh jar
  [ ! -d "$home/jars" ] || [ "$list" -nt "$home/jars" ] || return 0
  fresh=$home/jars.$$
  mkdir -p "$fresh"
  tr ':' '\n' <"$list" | while IFS= read -r jar; do
    [ -f "$jar" ] || fail "'$jar' is gone from Maven's repository, expected it there: rebuild by 'mvn -DskipTests package'"
    ln -s "$jar" "$fresh/"
  done
  rm -rf "$home/jars"
  mv "$fresh" "$home/jars"
}
