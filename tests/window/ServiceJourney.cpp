#include "tests/window/ServiceJourney.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QTabWidget>
#include <QTreeView>

namespace assay::test {

void ServiceJourney::enter(const QString &kind, const QString &name, const QString &url)
{
    shortcut(Qt::Key_9, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QAbstractButton>("connectionAdd"), 20'000);
    click(visible<QAbstractButton>("connectionAdd"));
    QTRY_VERIFY(visible<QComboBox>("connectionKind"));
    auto *kinds = visible<QComboBox>("connectionKind");
    QVERIFY2(kinds->findText(kind, Qt::MatchContains) >= 0, qPrintable(kind));
    kinds->setFocus();
    keys(Qt::Key_Home);
    for (int i = 0; i < kinds->count() && !kinds->currentText().contains(kind); ++i)
        keys(Qt::Key_Down);
    typeInto(visible<QLineEdit>("connectionName"), name);
    typeInto(visible<QLineEdit>("connectionUrl"), url);
    click(visible<QAbstractButton>("connectionTest"));
    QTRY_VERIFY_WITH_TIMEOUT(shownText("connectionSummary").startsWith(QChar(0x2713)), 20'000);
    picture(name + QStringLiteral("-tested"));
    click(visible<QAbstractButton>("connectionSave"));
    QTRY_VERIFY_WITH_TIMEOUT(shownText("connectionState").contains(QStringLiteral("Connected")), 20'000);
}

int ServiceJourney::rowWith(const QAbstractItemView *view, const QStringList &texts, const QModelIndex &below)
{
    const QAbstractItemModel *model = view ? view->model() : nullptr;
    for (int row = 0; model && row < model->rowCount(below); ++row) {
        QString cells;
        for (int column = 0; column < model->columnCount(below); ++column)
            cells += model->index(row, column, below).data().toString() + QLatin1Char('\n');
        if (std::all_of(texts.cbegin(), texts.cend(), [&cells](const QString &text) { return cells.contains(text); }))
            return row;
    }
    return -1;
}

void ServiceJourney::openRun(const QStringList &texts)
{
    shortcut(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(rowWith(visible<QTableView>("runsTable"), texts) >= 0, 30'000);
    auto *table = visible<QTableView>("runsTable");
    clickItem(table, table->model()->index(rowWith(table, texts), 0));
    keys(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTabWidget>("runTabs"), 20'000);
}

void ServiceJourney::chooseConnection(const QString &name)
{
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("connectionPicker"), 20'000);
    auto *picker = visible<QComboBox>("connectionPicker");
    picker->setFocus();
    keys(Qt::Key_Home);
    for (int i = 0; i < picker->count() && !picker->currentText().contains(name); ++i)
        keys(Qt::Key_Down);
    QVERIFY2(picker->currentText().contains(name), qPrintable(picker->currentText()));
}

void ServiceJourney::newJobAt(const QString &connection)
{
    shortcut(Qt::Key_N, Qt::ControlModifier);
    chooseConnection(connection);
}

void ServiceJourney::chooseServedModel(int which)
{
    QTRY_VERIFY_WITH_TIMEOUT(visible<QComboBox>("serverModel") && visible<QComboBox>("serverModel")->count() > which, 20'000);
    auto *models = visible<QComboBox>("serverModel");
    models->setFocus();
    for (int press = 0; press < models->count() && models->currentIndex() != which; ++press)
        keys(models->currentIndex() < which ? Qt::Key_Down : Qt::Key_Up);
    QCOMPARE(models->currentIndex(), which);
}

void ServiceJourney::addBenchmark(const QString &id)
{
    auto *tabs = visible<QTabWidget>("catalogueTabs");
    QVERIFY(tabs);
    if (tabs->currentIndex() != 1)
        clickTab("catalogueTabs", 1);
    typeInto(visible<QLineEdit>("catalogueSearch"), id);
    auto *tree = visible<QTreeView>("catalogueTree");
    QVERIFY(tree);
    const auto provider = [tree] { return tree->model()->index(0, 0); };
    QTRY_VERIFY2_WITH_TIMEOUT(rowWith(tree, {id}, provider()) >= 0, qPrintable(id), 20'000);
    QTRY_VERIFY(tree->isExpanded(provider()));
    clickItem(tree, tree->model()->index(rowWith(tree, {id}, provider()), 0, provider()));
    click(visible<QAbstractButton>("benchmarkAdd"));
}

void ServiceJourney::chooseFile(const QString &path)
{
    QTRY_VERIFY(visible<QLineEdit>("fileNameEdit"));
    typeInto(visible<QLineEdit>("fileNameEdit"), path);
    QTest::keyClick(visible<QLineEdit>("fileNameEdit"), Qt::Key_Return);
}

} // namespace assay::test
