// Makes one of the calls fail by which a program changes the files of a folder. Loaded into the
// program with LD_PRELOAD; the environment says what happens:
//   HUSE_FAULT_FOLDER  the folder, an absolute path without links
//   HUSE_FAULT_AT      the number of the call, from 1; 0 only counts
//   HUSE_FAULT_KIND    once, lasting, short (half of a write, and nothing more) or kill
//   HUSE_FAULT_ERROR   the number of the error
//   HUSE_FAULT_LOG     a file that gets a line for each call
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int call_count;

static int is_inside(const char *path) {
  const char *folder = getenv("HUSE_FAULT_FOLDER");
  char absolute[4096];
  if (!folder || !path) return 0;
  if (path[0] != '/') {
    char here[2048];
    if (syscall(SYS_getcwd, here, sizeof here) < 0) return 0;
    snprintf(absolute, sizeof absolute, "%s/%s", here, path);
    path = absolute;
  }
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int is_inside_file(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_inside(path);
}

static void record(int number, const char *name) {
  const char *log = getenv("HUSE_FAULT_LOG");
  if (!log) return;
  char line[128];
  int length = snprintf(line, sizeof line, "%d %s\n", number, name);
  int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (file < 0) return;
  syscall(SYS_write, file, line, length);
  syscall(SYS_close, file);
}

// Whether this call fails; 2 if it is to write a half.
static int fails(const char *name) {
  int number = __atomic_add_fetch(&call_count, 1, __ATOMIC_SEQ_CST);
  record(number, name);
  int at = atoi(getenv("HUSE_FAULT_AT") ?: "0");
  if (at == 0 || number < at) return 0;
  const char *kind = getenv("HUSE_FAULT_KIND") ?: "once";
  int isShort = strcmp(kind, "short") == 0;
  if (number > at && !isShort && strcmp(kind, "lasting") != 0) return 0;
  if (strcmp(kind, "kill") == 0) kill(getpid(), SIGKILL);
  errno = atoi(getenv("HUSE_FAULT_ERROR") ?: "5");
  return isShort && number == at ? 2 : 1;
}

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int changes(int flags) { return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT); }

#define OPEN(name)                                              \
  int name(const char *path, int flags, ...) {                  \
    va_list list;                                               \
    va_start(list, flags);                                      \
    mode_t mode = va_arg(list, mode_t);                         \
    va_end(list);                                               \
    if (changes(flags) && is_inside(path) && fails(#name)) return -1; \
    return ORIGINAL(name)(path, flags, mode);                   \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                            \
  int name(int folder, const char *path, int flags, ...) {      \
    va_list list;                                               \
    va_start(list, flags);                                      \
    mode_t mode = va_arg(list, mode_t);                         \
    va_end(list);                                               \
    if (changes(flags) && is_inside(path) && fails(#name)) return -1; \
    return ORIGINAL(name)(folder, path, flags, mode);           \
  }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *bytes, size_t count) {
  if (is_inside_file(file)) {
    int how = fails("write");
    if (how == 1 || (how == 2 && count < 2)) return -1;
    if (how == 2) count /= 2;
  }
  return syscall(SYS_write, file, bytes, count);
}

#define PWRITE(name)                                                         \
  ssize_t name(int file, const void *bytes, size_t count, off_t offset) {    \
    if (is_inside_file(file)) {                                              \
      int how = fails(#name);                                                \
      if (how == 1 || (how == 2 && count < 2)) return -1;                    \
      if (how == 2) count /= 2;                                              \
    }                                                                        \
    return syscall(SYS_pwrite64, file, bytes, count, offset);                \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int file, const struct iovec *parts, int count) {
  if (is_inside_file(file) && fails("writev")) return -1;
  return ORIGINAL(writev)(file, parts, count);
}

#define ON_FILE(name, parameters, ...)                      \
  int name parameters {                                     \
    if (is_inside_file(file) && fails(#name)) return -1;    \
    return ORIGINAL(name)(__VA_ARGS__);                     \
  }
ON_FILE(fsync, (int file), file)
ON_FILE(fdatasync, (int file), file)
ON_FILE(ftruncate, (int file, off_t length), file, length)
ON_FILE(ftruncate64, (int file, off64_t length), file, length)

#define ON_PATH(name, parameters, ...)                      \
  int name parameters {                                     \
    if (is_inside(path) && fails(#name)) return -1;         \
    return ORIGINAL(name)(__VA_ARGS__);                     \
  }
ON_PATH(creat, (const char *path, mode_t mode), path, mode)
ON_PATH(mkdir, (const char *path, mode_t mode), path, mode)
ON_PATH(unlink, (const char *path), path)
ON_PATH(rmdir, (const char *path), path)
ON_PATH(remove, (const char *path), path)
ON_PATH(truncate, (const char *path, off_t length), path, length)
ON_PATH(rename, (const char *path, const char *to), path, to)
ON_PATH(link, (const char *path, const char *to), path, to)
ON_PATH(
  renameat, (int from, const char *path, int toFolder, const char *to), from, path, toFolder, to)
ON_PATH(
  renameat2, (int from, const char *path, int toFolder, const char *to, unsigned flags), from,
  path, toFolder, to, flags)
ON_PATH(unlinkat, (int folder, const char *path, int flags), folder, path, flags)
ON_PATH(mkdirat, (int folder, const char *path, mode_t mode), folder, path, mode)
