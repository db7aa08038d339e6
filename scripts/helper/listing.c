/*
 * What the tar of an engine leaves out of a volume: fractions of seconds, extended attributes, sockets, and where files have holes.
 *
 * Runs without arguments, C library or privileges in a container of any image, walks /muster/volume without following links, and
 * writes /muster/listing. Neither reads what is in files nor writes anything else. Exit code 0: the listing is whole.
 *
 *   entry   kind u8 (f d l s o), path (u32 length, bytes, relative), nanoseconds of the modification time u32 (the highest bit: before 1970),
 *           bytes of holes u64, number of attributes u16, and for each its name (u16 length, bytes) and value (u32 length, bytes)
 *   end     u8 'Z', or 'X' with the path and the error number u32 where something could not be looked at
 *
 * All numbers little-endian. An entry of which nothing is to be told is left out. Build: `npm run helper`.
 */
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

#define CREATE_NEW (00000001 | 00000100 | 00000200)
#ifdef __aarch64__
#define DIRECTORY 040000
#define NOFOLLOW 0100000
#else
#define DIRECTORY 0200000
#define NOFOLLOW 0400000
#endif
#define CLOEXEC 02000000

static long call(long number, long a, long b, long c, long d, long e) {
#ifdef __aarch64__
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#else
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
#endif
}

static u8 out[1 << 16];
static u64 held;
static long file;

static void finish(int code) {
  call(__NR_exit_group, code, 0, 0, 0, 0);
  __builtin_unreachable();
}

static void flush(void) {
  for (u64 at = 0; at < held;) {
    long wrote = call(__NR_write, file, (long)(out + at), held - at, 0, 0);
    if (wrote <= 0) finish(3);
    at += wrote;
  }
  held = 0;
}

static void put(const void *from, u64 length) {
  const u8 *bytes = from;
  while (length--) {
    if (held == sizeof out) flush();
    out[held++] = *bytes++;
  }
}

static void put8(u8 value) { put(&value, 1); }
static void put16(u16 value) { put(&value, 2); }
static void put32(u32 value) { put(&value, 4); }
static void put64(u64 value) { put(&value, 8); }

static u64 size_of(const char *text) {
  u64 length = 0;
  while (text[length]) length++;
  return length;
}

/* The path of what is looked at. Folders are entered, so that no system call has to take it whole. */
static char path[1 << 20];
static u64 path_length;

static void fail(long error) {
  put8('X');
  put32(path_length);
  put(path, path_length);
  put32(-error);
  flush();
  finish(1);
}

/* Memory is taken like a stack: what a folder took is free again when it was walked. */
static char *top, *limit;

static char *take(u64 bytes) {
  bytes = (bytes + 15) & ~15ul;
  while ((u64)(limit - top) < bytes) {
    char *now = (char *)call(__NR_brk, (long)(limit + (1 << 20)), 0, 0, 0, 0);
    if (now < limit + (1 << 20)) fail(-ENOMEM);
    limit = now;
  }
  char *taken = top;
  top += bytes;
  return taken;
}

static char names[1 << 16];
static u8 value[1 << 16];

static u8 kind_of(u16 mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return 'f';
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFSOCK: return 's';
    default: return 'o';
  }
}

/* Tells of what has this name in the current folder. */
static u8 tell(const char *name) {
  struct statx stat;
  long error = call(__NR_statx, AT_FDCWD, (long)name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, (long)&stat);
  if (error < 0) fail(error);
  u8 kind = kind_of(stat.stx_mode);
  u64 room = stat.stx_blocks * 512;
  u64 holes = kind == 'f' && room < stat.stx_size ? stat.stx_size - room : 0;
  long listed = call(__NR_llistxattr, (long)name, (long)names, sizeof names, 0, 0);
  if (listed == -EOPNOTSUPP || listed == -ENOSYS) listed = 0;
  if (listed < 0) fail(listed);
  u32 time = stat.stx_mtime.tv_nsec | (stat.stx_mtime.tv_sec < 0 ? 1u << 31 : 0);
  if (listed == 0 && time == 0 && holes < 1 << 20 && kind != 's') return kind;
  put8(kind);
  put32(path_length);
  put(path, path_length);
  put32(time);
  put64(holes);
  u16 count = 0;
  for (long at = 0; at < listed; at += size_of(names + at) + 1) count++;
  put16(count);
  for (long at = 0; at < listed; at += size_of(names + at) + 1) {
    long length = call(__NR_lgetxattr, (long)name, (long)(names + at), (long)value, sizeof value, 0);
    if (length < 0) fail(length);
    put16(size_of(names + at));
    put(names + at, size_of(names + at));
    put32(length);
    put(value, length);
  }
  return kind;
}

struct folder {
  struct folder *next;
  char name[];
};

struct entry {
  u64 inode;
  long offset;
  u16 length;
  u8 type;
  char name[];
};

static char entries[1 << 15];

static u64 enter(const char *name) {
  u64 before = path_length;
  u64 length = size_of(name);
  if (before + length + 2 > sizeof path) fail(-ENAMETOOLONG);
  if (before) path[path_length++] = '/';
  while (length--) path[path_length++] = *name++;
  return before;
}

static void walk(void) {
  char *mark = top;
  struct folder *below = 0;
  long folder = call(__NR_openat, AT_FDCWD, (long)".", DIRECTORY | CLOEXEC, 0, 0);
  if (folder < 0) fail(folder);
  for (;;) {
    long read = call(__NR_getdents64, folder, (long)entries, sizeof entries, 0, 0);
    if (read < 0) fail(read);
    if (read == 0) break;
    for (long at = 0; at < read; at += ((struct entry *)(entries + at))->length) {
      char *name = ((struct entry *)(entries + at))->name;
      if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) continue;
      u64 before = enter(name);
      if (tell(name) == 'd') {
        struct folder *found = (struct folder *)take(sizeof(struct folder) + size_of(name) + 1);
        for (u64 i = 0; i <= size_of(name); i++) found->name[i] = name[i];
        found->next = below;
        below = found;
      }
      path_length = before;
    }
  }
  call(__NR_close, folder, 0, 0, 0, 0);
  for (; below; below = below->next) {
    u64 before = enter(below->name);
    long to = call(__NR_openat, AT_FDCWD, (long)below->name, DIRECTORY | NOFOLLOW | CLOEXEC, 0, 0);
    if (to < 0) fail(to);
    long entered = call(__NR_fchdir, to, 0, 0, 0, 0);
    if (entered < 0) fail(entered);
    call(__NR_close, to, 0, 0, 0, 0);
    walk();
    long left = call(__NR_chdir, (long)"..", 0, 0, 0, 0);
    if (left < 0) fail(left);
    path_length = before;
  }
  top = mark;
}

#ifdef __x86_64__
__attribute__((force_align_arg_pointer))
#endif
void _start(void) {
  top = limit = (char *)call(__NR_brk, 0, 0, 0, 0, 0);
  file = call(__NR_openat, AT_FDCWD, (long)"/muster/listing", CREATE_NEW | NOFOLLOW | CLOEXEC, 0600, 0);
  if (file < 0) finish(2);
  long entered = call(__NR_chdir, (long)"/muster/volume", 0, 0, 0, 0);
  if (entered < 0) fail(entered);
  tell(".");
  walk();
  put8('Z');
  flush();
  finish(0);
}
