#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace assay::test {

struct Entry {
    QString name;
    std::function<std::unique_ptr<QObject>()> make;
};

/// All test classes linked into this executable, in no particular order.
std::vector<Entry> &registry();

template<typename T>
struct Register {
    explicit Register(const char *name)
    {
        registry().push_back({QString::fromLatin1(name), [] { return std::make_unique<T>(); }});
    }
};

} // namespace assay::test

/// Put once at the end of tst_NAME.cpp; ctest runs each class by itself with `-class tst_NAME`.
#define ASSAY_TEST(Class) static const assay::test::Register<Class> registered_##Class(#Class);
