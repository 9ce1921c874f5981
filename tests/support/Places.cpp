#include "tests/support/Places.h"

namespace assay::test {

QString testData(const char *below)
{
    return QStringLiteral(ASSAY_TEST_DATA) + QString::fromUtf8(below);
}

QString inSource(const char *below)
{
    return QStringLiteral(ASSAY_SOURCE_DIR) + QString::fromUtf8(below);
}

QString builtProgram(const char *below)
{
    return QStringLiteral(ASSAY_BIN_DIR) + QString::fromUtf8(below);
}

QString artifact(const char *below)
{
    return QStringLiteral(ASSAY_ARTIFACTS) + QString::fromUtf8(below);
}

} // namespace assay::test
