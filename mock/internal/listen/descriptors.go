package listen

// unknownDescriptors is what a process may have open on most systems, where the system does not say.
const unknownDescriptors = 1024
