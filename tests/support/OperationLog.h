#pragma once

#include "tests/support/Places.h"
#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QSet>
#include <QTest>

#include <mutex>

namespace assay::test {

/// Notes that the running test function saw an operation of an API succeed, for tests/operations, which holds the notes against the
/// list of operations. Any thread. side: "asked" (by our client, of a scripted server), "refused" (the same, answered with an error) or
/// "served" (by our engine). path: without its query.
inline void noteOperation(const char *side, const QByteArray &method, const QByteArray &path)
{
    const char *test = QTest::currentTestFunction();
    if (!test || !QTest::testObject())
        return;
    const QByteArray name = QTest::testObject()->metaObject()->className();
    const QByteArray line = QByteArray(side) + ' ' + method + ' ' + path + ' ' + name + "::" + test + '\n';
    static std::mutex mutex; // some tests ask from several threads
    const std::lock_guard lock(mutex);
    static QSet<QByteArray> noted;
    if (noted.contains(line))
        return;
    noted.insert(line);
    const QString folder = test::artifact("/operations");
    QDir().mkpath(folder);
    QFile file(folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".txt"));
    if (file.open(QIODevice::WriteOnly | QIODevice::Append))
        file.write(line);
}

} // namespace assay::test
