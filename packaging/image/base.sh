#!/bin/sh
# Makes the base of the container image: Debian's C libraries and busybox, a user, and the writable
# directories. Run as "base.sh FOLDER ARCHITECTURE IMAGE.tar", on Debian or a derived system, whose
# packages it downloads; FOLDER is created for its files. SOURCE_DATE_EPOCH is the time of its files.
set -eu
folder=$1
architecture=$2
image=$3
root=$folder/root
mkdir -p "$folder/packages" "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64"
for name in bin sbin lib lib64; do
  ln -s "usr/$name" "$root/$name"
done

# The C library; its locale C.UTF-8, which PostgreSQL needs; the C++ library that PostgreSQL's ICU
# needs, with the package that contains its licence; a shell, and wget for the health check.
gcc=$(apt-cache depends libstdc++6 | sed -n 's/.*: \(gcc-[0-9]*-base\)$/\1/p' | head -n 1)
(cd "$folder/packages" &&
  apt-get -qq -o APT::Sandbox::User=root download libc6 libc-bin libstdc++6 libgcc-s1 "$gcc" busybox >&2)
for package in "$folder"/packages/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$root"
done
find "$root/usr/share" -mindepth 1 -maxdepth 1 ! -name doc -exec rm -rf {} +
find "$root/usr/share/doc" ! -type d ! -name copyright -delete
rm -rf "$root"/usr/sbin/* "$root"/usr/lib/*/gconv "$root"/usr/lib/*/audit "$root"/etc/*
"$root/bin/busybox" --list | while read -r applet; do
  [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
done

mkdir -m 1777 "$root/tmp"
mkdir -m 700 "$root/data"
mkdir "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/root"
cat >"$root/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
linkhold:x:10001:10001:Linkhold:/data:/bin/sh
END
cat >"$root/etc/group" <<'END'
root:x:0:
linkhold:x:10001:
END
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
layer=$folder/layer.tar
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$root" --exclude=./data -cf "$layer" .
tar --sort=name --owner=10001 --group=10001 --numeric-owner -C "$root" -rf "$layer" ./data
digest=$(sha256sum "$layer" | cut -d ' ' -f 1)

# The health check: ready when the database answers. Port and protocol are those of the settings.
# shellcheck disable=SC2016 # the container's shell reads the variables
check='wget -q -O /dev/null --no-check-certificate "http${LINKHOLD_TLS_CERTIFICATE:+s}://127.0.0.1:${LINKHOLD_PORT:-8080}/health/ready"'
cat >"$folder/config.json" <<END
{"architecture": "$architecture", "os": "linux", "config": {"Healthcheck": {
"Test": ["CMD-SHELL", "$(echo "$check" | sed 's/"/\\"/g')"],
"Interval": 30000000000, "Timeout": 5000000000, "StartPeriod": 60000000000, "Retries": 3}},
"rootfs": {"type": "layers", "diff_ids": ["sha256:$digest"]}}
END
echo '[{"Config": "config.json", "RepoTags": null, "Layers": ["layer.tar"]}]' >"$folder/manifest.json"
tar -C "$folder" -cf "$image" manifest.json config.json layer.tar
