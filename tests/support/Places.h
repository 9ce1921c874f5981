#pragma once

#include <QString>

/// Where the tests find things. The paths are compiled into one small file, so that the objects of all others are the same in every
/// clone and a compiler cache knows them.
namespace assay::test {

/// Absolute path of `below` in `tests/data`; nothing else gives the folder itself.
QString testData(const char *below = "");
/// Absolute path of `below` in the project's root.
QString inSource(const char *below = "");
/// Absolute path of `below` in the folder of the programs of this build.
QString builtProgram(const char *below = "");
/// Absolute path of `below` in the folder for pictures and other files that a person may want to look at after the tests.
QString artifact(const char *below = "");

} // namespace assay::test
