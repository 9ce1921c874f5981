#pragma once

#include "tests/window/WindowJourney.h"

#include <QLabel>
#include <QTableView>

namespace assay::test {

/// Journeys with a service beside the local engine: how it is entered by hand, chosen, and its runs opened.
class ServiceJourney : public WindowJourney {
protected:
    void enter(const QString &kind, const QString &name, const QString &url);
    void openRun(const QStringList &texts);
    /// Where each of the texts stands in some cell; -1: nowhere.
    static int rowWith(const QAbstractItemView *view, const QStringList &texts, const QModelIndex &below = {});
    static void chooseConnection(const QString &name);
    /// A new job there, by keys as far as its benchmarks.
    void newJobAt(const QString &connection);
    /// One of the models that the server tells of, for the target that is in front; 0: the first.
    static void chooseServedModel(int which);
    static void addBenchmark(const QString &id);
    static void chooseFile(const QString &path);
    static QString shownText(const char *label) { return visible<QLabel>(label) ? visible<QLabel>(label)->text() : QString(); }
};

} // namespace assay::test
