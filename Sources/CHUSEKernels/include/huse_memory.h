#ifndef HUSE_MEMORY_H
#define HUSE_MEMORY_H

/// Returns freed memory that the allocator keeps to the system, where it has a call for that.
void huse_release_freed_memory(void);

#endif
