#pragma once

#include <string>
#include <string_view>

namespace assay::engine {

/// Writes all of it; false with errno otherwise. Goes on after interrupts.
bool writeAll(int fd, std::string_view bytes);
/// Makes `path` hold exactly `bytes`, or what it held before: temporary file, fsync, rename, fsync of the folder. Mode 0600.
bool replaceFile(const std::string &path, std::string_view bytes);
/// For what need not outlive a power cut: no waiting for the disk. Mode 0600.
bool writePrivateFile(const std::string &path, std::string_view bytes);
/// Waits until the names in the folder of `path` are on disk.
void syncFolderOf(const std::string &path);
/// Whole content; empty when it cannot be read.
std::string readFile(const std::string &path);
/// Removes the files directly in the folder, then the folder. True when it has gone.
bool removeFlatFolder(const std::string &path);

} // namespace assay::engine
