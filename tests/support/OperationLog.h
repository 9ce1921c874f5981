#pragma once

#include "tests/support/Places.h"
#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSet>
#include <QTest>

#include <mutex>

namespace assay::test {

/// What the running test class noted so far, a line each, and its guard: some tests ask from several threads.
struct OperationNotes {
    std::mutex mutex;
    QSet<QByteArray> lines;
};

inline OperationNotes &operationNotes()
{
    static OperationNotes notes;
    return notes;
}

/// Notes that the running test function saw an operation of an API succeed, for tests/operations, which holds the notes against the
/// list of operations. Any thread. side: "asked" (by our client, of a scripted server), "refused" (the same, answered with an error) or
/// "served" (by our engine). path: without its query.
inline void noteOperation(const char *side, const QByteArray &method, const QByteArray &path)
{
    const char *test = QTest::currentTestFunction();
    if (!test || !QTest::testObject())
        return;
    const QByteArray name = QTest::testObject()->metaObject()->className();
    const std::lock_guard lock(operationNotes().mutex);
    operationNotes().lines.insert(QByteArray(side) + ' ' + method + ' ' + path + ' ' + name + "::" + test + '\n');
}

inline QString operationFile(const QString &testClass)
{
    return test::artifact("/operations/") + testClass + QStringLiteral(".txt");
}

/// Before a class runs: what an earlier build or run noted counts no more.
inline void forgetOperations(const QString &testClass)
{
    operationNotes().lines.clear();
    QFile::remove(operationFile(testClass));
}

/// After a class ran without a failure: what it noted is kept. Of one that failed nothing is.
inline void keepOperations(const QString &testClass)
{
    QList<QByteArray> lines = operationNotes().lines.values();
    if (lines.isEmpty())
        return;
    std::sort(lines.begin(), lines.end());
    QDir().mkpath(test::artifact("/operations"));
    QSaveFile file(operationFile(testClass)); // the same class may run in two locales at once
    if (file.open(QIODevice::WriteOnly)) {
        for (const QByteArray &line : lines)
            file.write(line);
        file.commit();
    }
}

} // namespace assay::test
