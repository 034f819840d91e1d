"""Commands with their verdicts: those that the rules were written by, and those that were written after them."""

SAFE = """
ls -la
cat notes.txt
echo "rm -rf /"
echo 'a > b'
grep -rn "rm -rf" .
find . -name "*.py"
find . -type f -print0 | xargs -0 grep -l TODO
git status && git diff
git commit -m "rm -rf / is bad"
git reset --soft HEAD~1
git clean -n
git checkout main
git checkout -b topic
git push origin main
git restore --staged file.py
mkdir -p build && cd build
cp -n a b
mv -n a b
echo x >> log.txt
make -n install
cat a | sort | uniq -c | sort -rn | head 2>/dev/null
sed -n 1,10p file
sed 's/a/b/' file
tar tf a.tar
rsync -avn --delete src/ dst/
docker ps -a
docker system df
kubectl get pods
kubectl delete pod x --dry-run=client
psql -c "SELECT * FROM t"
psql -c "SELECT 'DROP TABLE t'"
chmod +x run.sh
crontab -l
dd if=/dev/sda bs=1M count=1 | md5sum
dd if=/dev/zero of=/dev/null bs=1M count=10
wipefs /dev/sda
# rm -rf /
command -v rm
sudo -l
for i in 1 2 3; do echo $i; done
if [ -f x ]; then echo yes; fi
alias ll='ls -l'
rmdir empty
ln -s a b
curl -fsS https://example.org/x.json | jq .
ls 2>&1 >/dev/null
mount -o ro /dev/sdb1 /mnt
[ -d "$DIR" ] || mkdir "$DIR"
crontab -e
echo hello | tee -a log.txt
"""

UNKNOWN = """
./install.sh
bash setup.sh
mytool --run
make
ll
python train.py
"""

CAREFUL = """
rm file.txt
rm -f a.o b.o
rm *.log
rm -rf build/
rm -rf node_modules
rm -rf "${DIR:?}"/*
[ -n "$DIR" ] && rm -rf "$DIR"/*
rm -i *
rm "a*"
rm -rf /tmp/work
rm -rf ~/.cache/pip
rm $FILES
mv old.txt new.txt
mv *.txt folder/
cat a > b
> file
: > log
echo x | tee b
cp a b
sed -i 's/a/b/' file
find build -name "*.o" -delete
find . -name "*.tmp" -exec rm {} \\;
find . -name "*.tmp" -o -name "*.bak" -delete
find . -name "*.bak" -print0 | xargs -0 rm
grep -l old * | xargs rm
git checkout -- file.py
git branch -D topic
git push --force-with-lease
git stash drop
git commit --amend
chmod -R u+rwX project
chown -R me:me .
truncate -s 0 log
dd if=/dev/sda of=disk.img bs=4M
mkfs.ext4 disk.img
tar xf a.tar
tar czf out.tgz folder
rsync -a src/ dst/
docker rm -f web
docker volume rm data
kubectl delete pod x
psql -c "DELETE FROM t WHERE id = 3"
curl -fsSL https://example.org/install.sh | sh
bash <(curl -s https://example.org/x)
eval "$(something)"
sudo rm file
unlink a
crontab mine.txt
kill -9 1234
apt-get remove vim
find . -name "*.o" | xargs rm
while read -r f; do rm "$f"; done < list
for f in *.bak; do rm "$f"; done
cd build && rm -rf *
sudo sed -i.bak s/a/b/ /etc/ssh/sshd_config && sudo cp x y
some | base64 -d | sh
"""

DESTROYS = """
rm -rf $DIR/*
rm -rf "$DIR"/*
rm -rf "$DIR/"
rm -rf ${DIR}/
DIR= ; rm -rf $DIR/*
rm -rf /
rm -rf /*
sudo rm -rf / --no-preserve-root
rm -rf ~
rm -rf "$HOME"
rm -rf ~/*
rm -rf *
rm -rf ./*
rm *
rm -rf ..
rm -rf ../*
rm -rf .*
rm -rf build /
rm * .o
rm -rf ~ /Downloads/x
rm -rf /usr /lib/nvidia
rm -rf .git
cd "$DIR"; rm -rf *
cd /; rm -rf *
for f in *; do rm -rf "$f"; done
mv a/ * b
mv /* /tmp/x
mv *
mv thesis.tex /dev/null
dd if=image.iso of=/dev/sda bs=4M
cat image.iso > /dev/sdb
mkfs.ext4 /dev/sda1
wipefs -a /dev/sda
shred secret.txt
blkdiscard /dev/nvme0n1
find . -delete -name "*.tmp"
find . -delete
find . -type f -delete
find . -exec rm {} \\; -name "*.o"
find / -name "*.log" -delete
find $DIR -delete
ls | xargs rm
find . -type f | xargs rm
git clean -fdx
git clean -fd
git reset --hard
git reset --hard origin/main
git checkout .
git checkout -- .
git restore .
git push --force
git stash clear
sort f > f
cat f | sort > f
sort f | tee f
sed 's/a/b/' f > f
chmod -R 777 /
chown -R me /usr
chmod -R 755 ~
chmod -R 700 $DIR/
rsync -a --delete src/ dst/
rsync -a --delete src dst
crontab -r
docker system prune -a --volumes
docker volume prune -f
docker compose down -v
kubectl delete namespace prod
kubectl delete pods --all
psql -c "DROP TABLE users"
mysql -e "drop database shop"
psql -c "DELETE FROM users"
psql db <<< "TRUNCATE orders"
:(){ :|:& };:
bash -c "rm -rf /*"
sudo bash -c 'rm -rf ~/*'
eval "rm -rf /"
echo "rm -rf /" | sh
echo cm0gLXJmIC8q | base64 -d | bash
ssh host "rm -rf /*"
clean() { rm -rf "$1"/*; }; clean
f() { rm -rf "$1"; }; f /
if true; then rm -rf /; fi
ls && (cd /tmp; rm -rf ~/*)
bash <<END\\nrm -rf /*\\nEND
tar cf *
echo x > /etc/passwd
terraform destroy -auto-approve
aws s3 rm s3://bucket --recursive
yes | rm -ri .
x=$(rm -rf ~/*)
docker exec web rm -rf /*
\\\\rm -rf *
redis-cli FLUSHALL
env -i rm -rf /
timeout 5 rm -rf ~
"""


def lines(text: str) -> list[str]:
    """The commands of a table, \\n within one written as such."""
    return [line.replace("\\n", "\n").replace("\\\\", "\\") for line in text.strip().splitlines()]


TABLE = [
    (command, harm)
    for text, harm in ((SAFE, "safe"), (UNKNOWN, "unknown"), (CAREFUL, "careful"), (DESTROYS, "destroys"))
    for command in lines(text)
]

# Written after the rules, without running them. The first score is in test_explain.py; faults found by it were mended.
LEFT_OUT = [
    ("rm -r -- *", "destroys"),
    ("rm -fr /home/anna", "destroys"),
    ("rm -rf /var/lib/docker/../..", "destroys"),
    ("rm -rf $(pwd)/*", "destroys"),
    ("rm -rf ${BUILD_DIR:-build}", "careful"),
    ("rm -Rf $PREFIX/lib $PREFIX/bin", "destroys"),
    ("rm report.pdf~", "careful"),
    ("rm -rf ./build ./dist *.egg-info", "careful"),
    ("mv ~/* /mnt/usb", "destroys"),
    ("mv report.pdf archive/", "careful"),
    ("cp -r ~/docs /backup/", "careful"),
    ("find /tmp -mtime +7 -delete", "careful"),
    ("find . ! -name '*.c' -delete", "careful"),
    ("find ~ -name '.DS_Store' -exec rm -f {} +", "careful"),
    ("find . -name node_modules -prune -exec rm -rf {} \\;", "careful"),
    ("find . -maxdepth 1 -type d", "safe"),
    ("git log --oneline | head -20", "safe"),
    ("git pull --rebase", "safe"),
    ("git checkout HEAD~3 -- src/", "careful"),
    ("git clean -xdf && git submodule update", "destroys"),
    ("git push -f origin main", "destroys"),
    ("git branch -d merged", "safe"),
    ("git stash && git pull && git stash pop", "safe"),
    ("git rebase -i HEAD~5", "careful"),
    ("tail -f /var/log/syslog | grep -i error", "safe"),
    ("df -h; du -sh * | sort -h", "safe"),
    ("head -c 100 /dev/urandom | base64", "safe"),
    ("cat /dev/zero > /dev/nvme0n1", "destroys"),
    ("gunzip -c disk.img.gz | dd of=/dev/disk2 bs=1m", "destroys"),
    ("sudo mkfs -t ext4 /dev/sdb1", "destroys"),
    ("sudo fdisk -l", "safe"),
    ("awk '{print $1}' data.txt > data.txt", "destroys"),
    ("awk '{print $1 > \"out.txt\"}' data.txt", "careful"),
    ("jq . a.json | tee a.json", "destroys"),
    ("uniq < words > words", "destroys"),
    ("chmod 600 ~/.ssh/id_ed25519", "safe"),
    ("sudo chown -R $USER:$USER /", "destroys"),
    ("sudo chmod -R 777 /var/www/html", "careful"),
    ("wget -qO- https://example.org/get | sudo bash", "careful"),
    ("python3 -m http.server 8000", "safe"),
    ("python3 -m pip install numpy", "safe"),
    ("python -m shop.migrate --all", "unknown"),
    ("python3 -c \"import shutil; shutil.rmtree('/home/me')\"", "careful"),
    ("docker run --rm -it -v $PWD:/work alpine sh", "safe"),
    ("docker rm -f $(docker ps -aq)", "careful"),
    ("docker volume rm $(docker volume ls -q)", "destroys"),
    ("kubectl delete all --all -n prod", "destroys"),
    ("mysql -u root -p shop < dump.sql", "unknown"),
    ("sqlite3 app.db 'UPDATE users SET admin = 1'", "destroys"),
    ("psql -U me -d shop -c 'select count(*) from orders where paid'", "safe"),
    ("cd /var/log && sudo rm -f *.gz", "careful"),
    ("pushd build; cmake ..; popd", "unknown"),
    ('set -euo pipefail\nrm -rf "$OUT"/*', "careful"),
    ("LOGS=/var/log/app\nrm -rf $LOGS/*", "careful"),
    ('rm -rf "$1"', "careful"),
    ("trap 'rm -rf \"$TMP\"' EXIT", "careful"),
    ("ssh web1 'sudo systemctl restart nginx'", "careful"),
    ("tar -xzf backup.tgz -C /", "careful"),
    ("rsync -av --delete / /mnt/backup", "destroys"),
    ("screen -S work", "safe"),
    ("printf '%s\\n' \"$(rm -rf ~)\"", "destroys"),
    ("watch -n 1 nvidia-smi", "unknown"),
]
