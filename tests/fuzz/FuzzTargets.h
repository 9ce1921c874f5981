#pragma once

#include <QByteArray>
#include <QList>

#include <stdexcept>

namespace assay::test {

/// An input broke a property.
struct PropertyBroken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What takes bytes from outside, with what must hold for every input.
struct FuzzTarget {
    const char *name;
    void (*run)(const QByteArray &input); ///< throws PropertyBroken
    QList<QByteArray> (*seeds)();         ///< good inputs to start from
};

const QList<FuzzTarget> &fuzzTargets();
void endFuzzing(); ///< stops the engine that the targets share

} // namespace assay::test
