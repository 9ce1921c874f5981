#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

/// Keeps the layers apart: reads every #include line and every link and fails on an arrow that points up.
class tst_Arrows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void arrowsPointDown();
    void coreKnowsOnlyQtCore();
    void onlySomeLayersKnowJson();
    void engineKnowsNoWindow();
    void noModuleIncludes();
    void seesAViolation();
};

namespace {

struct Include {
    QString file, target;
};

/// What each layer may include besides itself; the longest matching prefix names the layer.
const QHash<QString, QStringList> &allowed()
{
    static const QHash<QString, QStringList> table = {
        {"services/core", {}},
        {"services/json", {"services/core"}},
        {"services/verdict", {"services/core"}},
        {"services/metrics", {"services/core", "services/json", "services/verdict"}},
        {"services/authoring", {"services/core", "services/json", "services/verdict"}},
        {"services/api", {"services/core"}},
        {"services/http", {"services/core"}},
        {"services/secrets", {"services/core", "services/api"}},
        {"services/backends", {"services/core", "services/api", "services/json", "services/http"}},
        {"services/library", {"services/core", "services/api"}},
        {"services/reports", {"services/core", "services/verdict", "services/json"}},
        {"services/engine", {"services/core", "services/json", "services/verdict", "services/secrets"}},
        {"models", {"services/core", "services/api", "services/verdict", "services/authoring", "services/reports"}},
        {"ui", {"models", "services/core", "services/api", "services/authoring", "services/reports"}},
        {"app/ctl", {"services"}},
        {"app", {"ui", "models", "services/core", "services/api", "services/authoring", "services/json", "services/http", "services/backends", "services/library", "services/secrets", "services/reports", "services/metrics"}},
    };
    return table;
}

QString layerOf(const QString &path)
{
    QString best;
    for (auto it = allowed().begin(); it != allowed().end(); ++it) {
        if ((path.startsWith(it.key() + QLatin1Char('/'))) && it.key().size() > best.size())
            best = it.key();
    }
    return best;
}

QList<Include> includesOf(const QString &root)
{
    static const QRegularExpression line(QStringLiteral("^\\s*#\\s*include\\s+[<\"]([^>\"]+)[>\"]"));
    QList<Include> found;
    for (const char *top : {"app", "ui", "models", "services"}) {
        QDirIterator files(root + QLatin1Char('/') + QLatin1String(top), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const auto lines = file.readAll().split('\n');
            for (const QByteArray &text : lines) {
                if (const auto match = line.match(QString::fromUtf8(text)); match.hasMatch())
                    found << Include{path.mid(root.size() + 1), match.captured(1)};
            }
        }
    }
    return found;
}

QStringList upward(const QList<Include> &includes)
{
    QStringList wrong;
    for (const Include &include : includes) {
        const QString from = layerOf(include.file), to = layerOf(include.target);
        if (from.isEmpty() || to.isEmpty() || from == to)
            continue;
        const auto &may = allowed()[from];
        const bool fine = std::any_of(may.begin(), may.end(), [&](const QString &prefix) { return to == prefix || to.startsWith(prefix + QLatin1Char('/')); });
        if (!fine)
            wrong << QStringLiteral("%1 includes %2: %3 must not see %4").arg(include.file, include.target, from, to);
    }
    return wrong;
}

QString text(const QStringList &lines) { return lines.join(QLatin1Char('\n')); }
const QString root = assay::test::inSource();

} // namespace

void tst_Arrows::arrowsPointDown()
{
    const auto includes = includesOf(root);
    QVERIFY(includes.size() > 50);
    const QStringList wrong = upward(includes);
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Arrows::coreKnowsOnlyQtCore()
{
    static const QRegularExpression notCore(QStringLiteral("^(QtGui|QtWidgets|QtNetwork|QtSql|QtCharts|QWidget|QNetwork|QSql|nlohmann|boost|curl|sqlite|yaml)"));
    QStringList wrong;
    for (const Include &include : includesOf(root)) {
        if (layerOf(include.file) == QLatin1String("services/core") && notCore.match(include.target).hasMatch())
            wrong << include.file + QLatin1String(" includes ") + include.target;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Arrows::onlySomeLayersKnowJson()
{
    QStringList wrong;
    for (const Include &include : includesOf(root)) {
        const QString layer = layerOf(include.file);
        if (include.target.startsWith(QLatin1String("nlohmann/"))
            && (layer == QLatin1String("ui") || layer == QLatin1String("models") || layer == QLatin1String("services/api") || layer == QLatin1String("services/verdict")))
            wrong << include.file;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Arrows::engineKnowsNoWindow()
{
    static const QRegularExpression gui(QStringLiteral("^(QtGui|QtWidgets|QtCharts|QWidget|QApplication|QGuiApplication|QPainter|QColor|QFont|QPixmap|QImage)"));
    QStringList wrong;
    for (const Include &include : includesOf(root)) {
        if ((include.file.startsWith(QLatin1String("services/")) || include.file.startsWith(QLatin1String("app/ctl/"))) && gui.match(include.target).hasMatch())
            wrong << include.file + QLatin1String(" includes ") + include.target;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Arrows::noModuleIncludes()
{
    static const QRegularExpression module(QStringLiteral("^Qt(Core|Gui|Widgets|Network|Sql|Test)(/.*)?$"));
    QStringList wrong;
    for (const Include &include : includesOf(root)) {
        if (module.match(include.target).hasMatch())
            wrong << include.file + QLatin1String(" includes ") + include.target;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Arrows::seesAViolation()
{
    QCOMPARE(upward({{"ui/pages/run/RunPage.cpp", "services/json/Json.h"}}).size(), 1);
    QCOMPARE(upward({{"services/engine/store/Store.cpp", "ui/shell/MainWindow.h"}}).size(), 1);
    QCOMPARE(upward({{"models/jobs/JobListModel.cpp", "services/backends/evalhub/EvalHubJobs.h"}}).size(), 1);
    QCOMPARE(upward({{"models/jobs/JobListModel.cpp", "services/library/LibraryDatabase.h"}}).size(), 1);
    QCOMPARE(upward({{"ui/pages/run/RunPage.cpp", "services/api/JobService.h"}}).size(), 0);
}

ASSAY_TEST(tst_Arrows)
#include "tst_Arrows.moc"
