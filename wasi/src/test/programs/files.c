// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// What C programs ask of files, through wasi-libc. Prints what it finds; exits with 7.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what, int result) {
  printf("%s: %s\n", what, result < 0 ? strerror(errno) : "ok");
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void list(const char *path) {
  struct dirent **entries;
  int n = scandir(path, &entries, NULL, by_name);
  printf("%s:", path);
  for (int i = 0; i < n; i++) {
    printf(" %s%s", entries[i]->d_name, entries[i]->d_type == DT_DIR ? "/" : "");
  }
  printf("\n");
}

int main(int argc, char **argv) {
  printf("%d %s %s\n", argc, argv[1], getenv("NAME"));
  printf("tty: %d %d\n", isatty(0), isatty(1));
  say("mkdir", mkdir("/dir", 0777));
  say("mkdir again", mkdir("/dir", 0777));
  say("chdir", chdir("/dir"));

  FILE *f = fopen("file", "w+");
  for (int i = 0; i < 2000; i++) {
    fprintf(f, "line %d\n", i);
  }
  fseek(f, 7 * 10, SEEK_SET);
  char line[32];
  fgets(line, sizeof line, f);
  printf("read %s", line);
  fclose(f);

  struct stat s;
  say("stat", stat("file", &s));
  printf("%lld bytes, regular %d, names %d\n", (long long) s.st_size, S_ISREG(s.st_mode),
         (int) s.st_nlink);
  f = fopen("file", "a");
  fputs("end\n", f);
  fclose(f);
  say("truncate", truncate("file", 4));
  f = fopen("file", "r");
  printf("read %s\n", fgets(line, sizeof line, f));
  fclose(f);

  say("symlink", symlink("file", "link"));
  printf("readlink %zd\n", readlink("link", line, sizeof line));
  say("lstat", lstat("link", &s));
  printf("link %d\n", S_ISLNK(s.st_mode));
  say("link", link("file", "second"));
  say("rename", rename("second", "third"));
  for (int i = 0; i < 50; i++) {
    char name[32];
    snprintf(name, sizeof name, "many/%d", i);
    mkdir("many", 0777);
    close(open(name, O_CREAT | O_WRONLY | O_EXCL, 0666));
  }
  list(".");
  DIR *many = opendir("many");
  int count = 0;
  while (readdir(many)) {
    count++;
  }
  rewinddir(many);
  while (readdir(many)) {
    count++;
  }
  closedir(many);
  printf("entries %d\n", count);

  say("open missing", open("missing", O_RDONLY));
  say("open exclusively", open("file", O_CREAT | O_EXCL | O_WRONLY, 0666));
  say("write to a directory", open("many", O_WRONLY));
  say("rmdir full", rmdir("many"));
  say("rmdir file", rmdir("file"));
  say("unlink directory", unlink("many"));
  say("escape", open("../../etc/passwd", O_RDONLY));
  say("read bad descriptor", read(99, line, 1));
  int read_only = open("file", O_RDONLY);
  say("write to a reader", write(read_only, "x", 1));
  say("seek before the start", lseek(read_only, -1, SEEK_SET));
  say("seek a stream", lseek(1, 0, SEEK_SET));

  struct timespec start, end, pause = {0, 20000000};
  clock_gettime(CLOCK_MONOTONIC, &start);
  nanosleep(&pause, NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  long long passed = (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec;
  printf("slept %d, now %d\n", passed >= 20000000, time(NULL) > 1600000000);
  char input[16] = "";
  printf("input %zd", read(0, input, sizeof input));
  printf(" %s, then %zd\n", input, read(0, input, sizeof input));
  return 7;
}
