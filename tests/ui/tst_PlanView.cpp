#include "models/plan/PlanModel.h"
#include "tests/support/PageProbe.h"
#include "tests/support/Places.h"
#include "tests/support/PlanFixtures.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/plan/PlanView.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTest>
#include <QTranslator>
#include <QTreeView>

using namespace assay;

/// The plan as people meet it: by eye, by keyboard, by ear.
class tst_PlanView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void tellsTheReasonOfTheCurrentRow();
    void offersOnlyWhatThePageCanDo();
    void worksByKeyboard();
    void staysOpenAndStaysClosed();
    void columnsFollowTheFont();
    void hasNames();
    void strikesThrough();
    void pictures();

private:
    void select(int group, const QString &name, Fate fate);
    QTreeView *tree() const { return m_view->findChild<QTreeView *>(QStringLiteral("planTree")); }
    QLabel *label(const char *name) const { return m_view->findChild<QLabel *>(QLatin1String(name)); }
    QPushButton *fix() const { return m_view->findChild<QPushButton *>(QStringLiteral("planFix")); }

    std::unique_ptr<PlanModel> m_model;
    std::unique_ptr<PlanView> m_view;
};

static EffectivePlan samplePlan()
{
    static const Provider provider = test::planProvider();
    const Collection collection = test::planCollection();
    const auto lookup = [](const QString &, const QString &id) -> const ProviderBenchmark * {
        for (const ProviderBenchmark &benchmark : provider.benchmarks) {
            if (benchmark.id == id)
                return &benchmark;
        }
        return nullptr;
    };
    return effectivePlan(test::planJob(), &collection, lookup, evalHub102());
}

void tst_PlanView::init()
{
    m_view.reset();
    m_model = std::make_unique<PlanModel>();
    m_view = std::make_unique<PlanView>(*m_model);
    m_view->setFixes({{planfix::expandInline, {}}});
    m_model->setPlan(samplePlan());
    m_view->resize(900, 520);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void tst_PlanView::select(int group, const QString &name, Fate fate)
{
    const QModelIndex parent = m_model->index(group, 0);
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex line = m_model->index(row, 0, parent);
        if (line.data().toString() == name && line.data(PlanModel::FateRole) == QVariant(int(fate)))
            return tree()->setCurrentIndex(line);
    }
    QFAIL("There is no such row.");
}

void tst_PlanView::tellsTheReasonOfTheCurrentRow()
{
    QVERIFY2(label("planSummary")->text().contains(QStringLiteral("EvalHub 1.0.2")), qPrintable(label("planSummary")->text()));
    select(1, QStringLiteral("Gate"), Fate::Ignored);
    QVERIFY2(label("planReason")->text().contains(QStringLiteral("An override cannot change this")), qPrintable(label("planReason")->text()));
    QCOMPARE(label("planReason")->textFormat(), Qt::PlainText);
}

void tst_PlanView::offersOnlyWhatThePageCanDo()
{
    QVERIFY(fix()->isVisible()); // something in the plan has it, though nothing is selected
    QCOMPARE(fix()->text(), QStringLiteral("List the benchmarks in the job"));
    QSignalSpy spy(m_view.get(), &PlanView::fixRequested);
    select(1, QStringLiteral("num_examples"), Fate::Replaced);
    QTest::mouseClick(fix(), Qt::LeftButton);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy.first().at(0).toString(), planfix::expandInline);
    QCOMPARE(spy.first().at(1).toString(), QStringLiteral("/collection/benchmarks/0/parameters/num_examples"));
    m_view->setFixes({{planfix::expandInline, QStringLiteral("Run it otherwise")}});
    QCOMPARE(fix()->text(), QStringLiteral("Run it otherwise"));
    m_view->setFixes({{planfix::editGate, {}}});
    QVERIFY(!fix()->isVisible());
}

void tst_PlanView::worksByKeyboard()
{
    QSignalSpy spy(m_view.get(), &PlanView::fixRequested);
    tree()->setFocus();
    tree()->setCurrentIndex(m_model->index(1, 0));
    QTest::keyClick(tree(), Qt::Key_Return);
    QCOMPARE(spy.count(), 0); // a group has nothing to mend
    for (int steps = 0; steps < 20 && tree()->currentIndex().data(PlanModel::FixRole).toString().isEmpty(); ++steps)
        QTest::keyClick(tree(), Qt::Key_Down);
    QTest::keyClick(tree(), Qt::Key_Return);
    QCOMPARE(spy.count(), 1);
    QTest::keyClick(tree(), Qt::Key_Tab);
    QVERIFY(fix()->hasFocus()); // Tab leaves the tree
}

void tst_PlanView::staysOpenAndStaysClosed()
{
    QVERIFY(tree()->isExpanded(m_model->index(1, 0)));
    tree()->collapse(m_model->index(1, 0));
    EffectivePlan other = samplePlan();
    other.rows[0].values[1].value.text = "0.7";
    m_model->setPlan(other);
    QVERIFY(!tree()->isExpanded(m_model->index(1, 0)));
    QVERIFY(tree()->isExpanded(m_model->index(2, 0)));
}

void tst_PlanView::columnsFollowTheFont()
{
    auto *app = qobject_cast<QApplication *>(QCoreApplication::instance());
    const double points = QApplication::font().pointSizeF();
    const int before = tree()->columnWidth(0);
    applyZoom(*app, points, 200);
    QCoreApplication::processEvents();
    QVERIFY2(tree()->columnWidth(0) > before * 3 / 2, qPrintable(QString::number(tree()->columnWidth(0))));
    applyZoom(*app, points, 100);
    QCoreApplication::processEvents();
    QCOMPARE(tree()->columnWidth(0), before);
}

void tst_PlanView::hasNames()
{
    QCOMPARE(test::namelessControls(*m_view), QStringList());
    QVERIFY(!tree()->accessibleName().isEmpty());
}

/// The line is drawn: the cell differs from the same cell when it is in effect.
void tst_PlanView::strikesThrough()
{
    const QModelIndex parent = m_model->index(1, 0);
    const auto cell = [this, &parent](int row) {
        const QModelIndex value = m_model->index(row, PlanModel::ValueColumn, parent);
        QStyleOptionViewItem option;
        option.initFrom(tree());
        option.state = QStyle::State_Enabled; // no frame of focus
        option.rect = QRect(0, 0, 160, 24);
        option.font = tree()->font();
        QImage picture(option.rect.size(), QImage::Format_ARGB32);
        picture.fill(Qt::white);
        QPainter painter(&picture);
        tree()->itemDelegate()->paint(&painter, option, value);
        return picture;
    };
    EffectivePlan plan = samplePlan();
    int row = 0;
    while (row < plan.rows[0].values.size() && plan.rows[0].values[row].fate != Fate::Ignored)
        ++row;
    QVERIFY(row < plan.rows[0].values.size());
    const auto longestLine = [](const QImage &picture) { // of dark pixels side by side
        int longest = 0;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0, run = 0; x < picture.width(); ++x) {
                run = qGray(picture.pixel(x, y)) < 200 ? run + 1 : 0;
                longest = std::max(longest, run);
            }
        }
        return longest;
    };
    const int width = tree()->fontMetrics().horizontalAdvance(m_model->index(row, PlanModel::ValueColumn, parent).data().toString());
    QVERIFY2(longestLine(cell(row)) >= width - 4, qPrintable(QString::number(longestLine(cell(row)))));
    plan.rows[0].values[row].fate = Fate::Used;
    m_model->setPlan(plan);
    QVERIFY2(longestLine(cell(row)) < width / 2, qPrintable(QString::number(longestLine(cell(row)))));
}

void tst_PlanView::pictures()
{
    EffectivePlan plan = samplePlan();
    m_model->setPlan(plan, {{QStringLiteral("threshold"), 1, QStringLiteral("10"), QStringLiteral("0.1"),
                             QStringLiteral("speed was to be compared with 10; the server compared with 0.1.")}});
    select(1, QStringLiteral("num_examples"), Fate::Replaced);
    test::savePictures(*m_view, QStringLiteral("plan-view"));
    auto *app = qobject_cast<QApplication *>(QCoreApplication::instance());
    const QFont usual = QApplication::font();
    applyZoom(*app, usual.pointSizeF(), 200);
    m_view->resize(1400, 1000);
    test::savePictures(*m_view, QStringLiteral("plan-view-200"));
    applyZoom(*app, usual.pointSizeF(), 100);
    QTranslator german;
    QVERIFY(german.load(QStringLiteral(":/i18n/assay_de.qm")));
    QCoreApplication::installTranslator(&german);
    m_model->setPlan(samplePlan());
    QCoreApplication::processEvents();
    QVERIFY2(label("planSummary")->text().startsWith(QStringLiteral("Nach den Regeln von EvalHub 1.0.2. 4 Angaben")), qPrintable(label("planSummary")->text()));
    test::savePictures(*m_view, QStringLiteral("plan-view-de"));
    QCoreApplication::removeTranslator(&german);
    QVERIFY(QFile::exists(test::artifact("/plan-view-200-dark@2x.png")));
}

ASSAY_TEST(tst_PlanView)
#include "tst_PlanView.moc"
