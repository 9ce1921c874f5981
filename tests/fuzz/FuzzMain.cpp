// The entry for clang's libFuzzer; one program a target, which ASSAY_FUZZ_TARGET names.
#include "tests/fuzz/FuzzTargets.h"

#include <QCoreApplication>

#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace assay::test;
    static int argc = 1;
    static char name[] = "fuzz", *argv[] = { name, nullptr };
    static QCoreApplication app(argc, argv);
    for (const FuzzTarget &target : fuzzTargets()) {
        if (qstrcmp(target.name, ASSAY_FUZZ_TARGET) != 0)
            continue;
        try {
            target.run(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
        } catch (const PropertyBroken &problem) {
            std::fprintf(stderr, "%s\n", problem.what());
            std::abort();
        }
    }
    return 0;
}
