#include "models/metrics/MetricTableModel.h"
#include "services/core/Async.h"
#include "tests/support/PageProbe.h"
#include "tests/support/TestRegistry.h"
#include "ui/pages/metrics/MetricsPage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// The metric dictionary on its page, by mouse and by keyboard.
class tst_MetricsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void addsOne();
    void changesOneOfTheProgram();
    void tellsWhatCannotBe();
    void aFileThatCannotBeReadIsLeftAlone();
    void everyControlHasAName();
    void pictures();

private:
    template<typename T>
    T *find(const char *name) { return m_page->findChild<T *>(QLatin1String(name)); }
    void search(const QString &text)
    {
        find<QLineEdit>("metricSearch")->setText(text);
        find<QTableView>("metricTable")->setCurrentIndex(find<QTableView>("metricTable")->model()->index(0, 0));
    }
    void retype(const char *field, const QString &text)
    {
        auto *line = find<QLineEdit>(field);
        line->setFocus();
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    }
    void open(const QString &refused = {})
    {
        m_page = std::make_unique<MetricsPage>(*m_model, refused);
        m_page->resize(1280, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    std::unique_ptr<MetricTableModel> m_model;
    std::unique_ptr<MetricsPage> m_page;
};

void tst_MetricsPage::init()
{
    QLocale::setDefault(QLocale::c());
    m_model = std::make_unique<MetricTableModel>(QList<MetricDictionary::Entry>(), [](const auto &) { return readyFuture<Done>(Done{}); });
    open();
}

void tst_MetricsPage::cleanup()
{
    m_page.reset();
    m_model.reset();
    setMetricDictionary(MetricDictionary::seed());
}

void tst_MetricsPage::addsOne()
{
    QTest::mouseClick(find<QPushButton>("metricAdd"), Qt::LeftButton);
    QTRY_VERIFY(find<QLineEdit>("metric:names")->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Cost_USD, price")); // over what stood there
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    retype("metric:suffix", QStringLiteral("USD"));
    retype("metric:lowest", QStringLiteral("0"));
    auto *direction = find<QComboBox>("metric:direction");
    direction->setFocus();
    QTest::keyClick(direction, Qt::Key_Down);
    QCOMPARE(formatMetric(QStringLiteral("cost_usd"), 1.5), QStringLiteral("1.500\u00a0USD"));
    QVERIFY(metricInfo(QStringLiteral("price")).lowerIsBetter);
    QCOMPARE(metricInfo(QStringLiteral("price")).lowest, std::optional(0.0));
    auto *table = find<QTableView>("metricTable");
    QCOMPARE(table->model()->index(0, MetricTableModel::SourceColumn).data().toString(), QStringLiteral("Yours"));
    QTest::mouseClick(find<QPushButton>("metricRemove"), Qt::LeftButton);
    QVERIFY(!metricInfo(QStringLiteral("price")).known);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(metricInfo(QStringLiteral("price")).known);
}

void tst_MetricsPage::changesOneOfTheProgram()
{
    search(QStringLiteral("Brier"));
    QVERIFY(!find<QPushButton>("metricRemove")->isEnabled());
    QVERIFY(find<QLineEdit>("metric:pattern")->isReadOnly());
    auto *decimals = find<QSpinBox>("metric:decimals");
    decimals->setFocus();
    decimals->setValue(4);
    QCOMPARE(metricInfo(QStringLiteral("brier_score")).decimals, std::optional(4));
    QCOMPARE(find<QPushButton>("metricRemove")->text(), QStringLiteral("Reset"));
    savePictures(*m_page, QStringLiteral("metrics-changed"));
    QTest::mouseClick(find<QPushButton>("metricRemove"), Qt::LeftButton);
    QVERIFY(!metricInfo(QStringLiteral("brier_score")).decimals);
    QCOMPARE(decimals->value(), -1);
    search(QStringLiteral("no such metric"));
    QVERIFY(!find<QTableView>("metricTable")->isVisible());
}

void tst_MetricsPage::tellsWhatCannotBe()
{
    search(QStringLiteral("Brier"));
    retype("metric:highest", QStringLiteral("-1"));
    auto *problem = find<QLineEdit>("metric:lowest")->parentWidget()->findChild<QLabel *>();
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("below the highest")), qPrintable(problem->text()));
    QCOMPARE(metricInfo(QStringLiteral("brier")).highest, std::optional(1.0));
    savePictures(*m_page, QStringLiteral("metrics-problem"));
    retype("metric:highest", QStringLiteral("many"));
    QVERIFY(find<QLineEdit>("metric:highest")->parentWidget()->findChild<QLabel *>()->isVisible());
    retype("metric:highest", QStringLiteral("2"));
    QVERIFY(!problem->isVisible());
    QCOMPARE(metricInfo(QStringLiteral("brier")).highest, std::optional(2.0));
}

void tst_MetricsPage::aFileThatCannotBeReadIsLeftAlone()
{
    open(QStringLiteral("metrics.yaml: The metric dictionary, metrics[0].unit: unknown."));
    QVERIFY(!find<QPushButton>("metricAdd")->isEnabled());
    QVERIFY(!find<QLineEdit>("metric:title")->isEnabled());
    QVERIFY(find<QLabel>("metricNote")->isVisible());
    savePictures(*m_page, QStringLiteral("metrics-refused"));
}

void tst_MetricsPage::everyControlHasAName()
{
    const QStringList nameless = namelessControls(*m_page);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void tst_MetricsPage::pictures() { savePictures(*m_page, QStringLiteral("metrics")); }

ASSAY_TEST(tst_MetricsPage)
#include "tst_MetricsPage.moc"
