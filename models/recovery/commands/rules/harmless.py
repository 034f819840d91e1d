"""Commands that only read, or only make what is new, whatever their words."""

_HARMLESS = """
: [ [[ (( ag alsamixer apropos arch base32 base64 basename bat bc bg bind blkid break bzcat cal case cat cd cksum
clear cmp column comm complete compgen continue cut date declare delta df diff dig dirname dirs disown dmesg
dnsdomainname do done du echo egrep enable env esac exit expand export expr eza false fc fd fg fgrep fi file finger
fmt fold free function fuser getconf getent getopts grep groups gpg hash head help hexdump hexedit host hostname
hostnamectl htop id identify if ifconfig info iostat ip jobs join journalctl jq last lastlog ldd less let local
locale locate logname logout ls lsattr lsb_release lsblk lscpu lsmod lsof lspci lsusb man md5 md5sum mediainfo mesg
mkdir mktemp more mkfifo nano netstat nl nm nproc nslookup ntpq objdump od open paste pathchk pgrep ping ping6 popd
pr printenv printf ps pstree pushd pv pwd read readarray readelf readlink readonly realpath return rev rg route sar
select seq set sha1sum sha224sum sha256sum sha384sum sha512sum shift shopt sleep ss stat strings stty sum
suspend sync tac tail test tig time times top touch tr traceroute tree true tput tsort tty type typeset ulimit
umask umount uname unalias unexpand unset until uptime users vi vim vmstat w wait wc whatis whereis which while who
whoami xdg-open xxd yes zcat zgrep zless emacs code subl nvim exa bzgrep xzcat zstdcat gcc g++ cc clang javac rustc
ffprobe photorec testdisk foremost scalpel extundelete ext4magic ddrescueview fls icat mmls blkls smartctl hostid
apt-cache dpkg-query sleep fsfreeze printf mapfile extract_chmod setxkbmap xclip pbcopy pbpaste nc telnet sftp ftp
mail
"""
HARMLESS = frozenset(_HARMLESS.split())
