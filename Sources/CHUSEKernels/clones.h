#ifndef HUSE_CLONES_H
#define HUSE_CLONES_H

// Compiles a function for several kinds of CPU; the loader chooses one of them. The thread
// sanitizer cannot watch that choice: it is made before the sanitizer itself has begun.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HUSE_HAS_THREAD_SANITIZER
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(HUSE_HAS_THREAD_SANITIZER)
#define HUSE_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HUSE_CLONES
#endif

#endif
