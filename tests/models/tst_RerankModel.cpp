#include "models/rerank/PictureFile.h"
#include "models/rerank/RerankModel.h"
#include "tests/support/FakeStackServices.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace assay;
using namespace assay::test;

/// Pictures of this machine among what is reranked: read, named for what they are, refused by name; and the model of
/// the order.
class tst_RerankModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesBecomeDataUrls_data();
    void filesBecomeDataUrls();
    void refused_data();
    void refused();
    void addressesStay_data();
    void addressesStay();
    void tooManyPictures();
    void picturesAreShownSmall();
    void refusalAsksNobody();

private:
    QString written(const QString &name, const QByteArray &bytes) const;
    QString picture(const QString &name, const char *format, const QSize &size = { 300, 100 }) const;
    static RerankRequest asking(const QStringList &items, const QString &query = QStringLiteral("q"));
    static QByteArray bytesOf(const QString &path);

    QTemporaryDir m_folder;
    FakeRerankService m_service;
};

QString tst_RerankModel::written(const QString &name, const QByteArray &bytes) const
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("no file");
    return file.fileName();
}

QString tst_RerankModel::picture(const QString &name, const char *format, const QSize &size) const
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    if (!image.save(m_folder.filePath(name), format))
        qFatal("no picture");
    return m_folder.filePath(name);
}

QByteArray tst_RerankModel::bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

RerankRequest tst_RerankModel::asking(const QStringList &items, const QString &query)
{
    RerankRequest out;
    out.query = rerankPart(query);
    for (const QString &item : items)
        out.items << rerankPart(item);
    return out;
}

void tst_RerankModel::filesBecomeDataUrls_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("shown");
    QTest::addRow("png") << picture(QStringLiteral("a.png"), "PNG") << QStringLiteral("image/png") << true;
    QTest::addRow("jpeg") << picture(QStringLiteral("a.jpg"), "JPEG") << QStringLiteral("image/jpeg") << true;
    QTest::addRow("another name") << picture(QStringLiteral("b.jpg"), "PNG") << QStringLiteral("image/png") << true;
    QTest::addRow("no name") << picture(QStringLiteral("sheet"), "PNG") << QStringLiteral("image/png") << true;
    const QByteArray gif = QByteArray::fromBase64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    QTest::addRow("gif") << written(QStringLiteral("dot.gif"), gif) << QStringLiteral("image/gif") << true;
}

/// The type is that of the bytes.
void tst_RerankModel::filesBecomeDataUrls()
{
    QFETCH(QString, path);
    QFETCH(QString, type);
    QFETCH(bool, shown);
    const auto read
        = readRerank(asking({ QStringLiteral("text"), rerankLine(path) }, QStringLiteral("image: file://") + path));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    const QString url = QStringLiteral("data:%1;base64,%2").arg(type, QString::fromLatin1(bytesOf(path).toBase64()));
    QCOMPARE(read->request.query.url, url);
    QCOMPARE(read->request.items.at(1).url, url);
    QCOMPARE(read->request.items.at(0).text, QStringLiteral("text"));
    QCOMPARE(read->pictures.contains(1), shown);
    const QSize small = read->pictures.value(1).size();
    QVERIFY(small.width() <= PictureFile::smallPixels && small.height() <= PictureFile::smallPixels);
    QCOMPARE(read->pictures.size(), 1);
}

void tst_RerankModel::refused_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("message");
    QTest::addRow("text") << rerankLine(written(QStringLiteral("notes.png"), "just words"))
                          << QStringLiteral("notes.png is no picture; choose a PNG, JPEG, GIF or WebP.");
    QTest::addRow("empty") << rerankLine(written(QStringLiteral("empty.png"), {}))
                           << QStringLiteral("empty.png is no picture; choose a PNG, JPEG, GIF or WebP.");
    QTest::addRow("another type")
        << rerankLine(picture(QStringLiteral("plan.png"), "BMP"))
        << QStringLiteral("plan.png is a picture of the type image/bmp, which models do not take; save it as PNG, "
                          "JPEG, GIF or WebP.");
    QTest::addRow("damaged") << rerankLine(
        written(QStringLiteral("half.png"), bytesOf(picture(QStringLiteral("whole.png"), "PNG")).left(60)))
                             << QStringLiteral("half.png is damaged: its picture cannot be shown; choose another.");
    QFile large(m_folder.filePath(QStringLiteral("large.png")));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(largestPicture + 1));
    QTest::addRow("large") << rerankLine(large.fileName())
                           << QStringLiteral(
                                  "large.png is longer than 10 MiB; choose a smaller picture, or make it smaller.");
    QTest::addRow("missing") << QStringLiteral("image: /nowhere/a.png")
                             << QStringLiteral("There is no file /nowhere/a.png.");
    QTest::addRow("folder")
        << rerankLine(m_folder.path())
        << QStringLiteral("%1 is no file; choose a picture.").arg(QFileInfo(m_folder.path()).fileName());
    const QString pipe = m_folder.filePath(QStringLiteral("pipe.png"));
    QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
    QTest::addRow("pipe") << rerankLine(pipe) << QStringLiteral("pipe.png is no file; choose a picture.");
    const QString fix = QStringLiteral(
        " is no picture's address: begin it with https://, http:// or data:, or enter the whole path of a file.");
    QTest::addRow("relative") << QStringLiteral("image: a.png") << QStringLiteral("“a.png”") + fix;
    QTest::addRow("nothing") << QStringLiteral("image:") << QStringLiteral("“”") + fix;
    QTest::addRow("another scheme") << QStringLiteral("image: ftp://a/b.png")
                                    << QStringLiteral("“ftp://a/b.png”") + fix;
}

void tst_RerankModel::refused()
{
    QFETCH(QString, line);
    QFETCH(QString, message);
    for (const RerankRequest &request :
        { asking({ QStringLiteral("a"), line }), asking({ QStringLiteral("a") }, line) }) {
        const auto read = readRerank(request);
        QVERIFY(!read);
        QCOMPARE(read.error().message, message);
        QCOMPARE(read.error().kind, Error::Kind::Invalid);
    }
}

void tst_RerankModel::addressesStay_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : { "https://example.org/a.png", "HTTP://example.org/a", "data:image/png;base64,AA==" })
        QTest::addRow("%s", url) << QString::fromLatin1(url);
}

void tst_RerankModel::addressesStay()
{
    QFETCH(QString, url);
    const auto read = readRerank(asking({ rerankLine(url) }));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->request.items.first().url, url);
    QVERIFY(read->pictures.isEmpty());
}

void tst_RerankModel::tooManyPictures()
{
    QByteArray bytes = bytesOf(picture(QStringLiteral("one.png"), "PNG"));
    bytes += QByteArray(9 << 20, '\0'); // behind its end, which no reader minds
    const QString path = written(QStringLiteral("padded.png"), bytes);
    const QStringList two { rerankLine(path), rerankLine(path) };
    QVERIFY(readRerank(asking(two)));
    const auto read = readRerank(asking(two, rerankLine(path)));
    QVERIFY(!read);
    QCOMPARE(
        read.error().message, QStringLiteral("The pictures are longer than 30 MiB together; ask about fewer at once."));
}

void tst_RerankModel::picturesAreShownSmall()
{
    RerankModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QString path = picture(QStringLiteral("shown.png"), "PNG");
    model.ask(m_service, QStringLiteral("bge"), QStringLiteral("q"), { rerankLine(path), QStringLiteral("b") }, 0);
    QCOMPARE(model.load(), LoadState::Loading);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QVERIFY(model.hasPictures());
    // The last comes first.
    QVERIFY(!model.index(0, RerankModel::ItemColumn).data(Qt::DecorationRole).isValid());
    const QModelIndex shown = model.index(1, RerankModel::ItemColumn);
    QCOMPARE(shown.data().toString(), rerankLine(path));
    QCOMPARE(shown.data(Qt::DecorationRole).value<QImage>().size(),
        QSize(PictureFile::smallPixels, PictureFile::smallPixels / 3));
    QVERIFY(!model.index(1, RerankModel::ScoreColumn).data(Qt::DecorationRole).isValid());
    model.ask(m_service, QStringLiteral("bge"), QStringLiteral("q"), { QStringLiteral("a"), QStringLiteral("b") }, 0);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QVERIFY(!model.hasPictures());
    QVERIFY(!model.index(1, RerankModel::ItemColumn).data(Qt::DecorationRole).isValid());
}

void tst_RerankModel::refusalAsksNobody()
{
    RerankModel model;
    m_service.asked.clear();
    model.ask(m_service, QStringLiteral("bge"), QStringLiteral("q"), { QStringLiteral("a") }, 0);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    model.ask(m_service, QStringLiteral("bge"), QStringLiteral("q"), { QStringLiteral("image: /nowhere/a.png") }, 0);
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.error().message, QStringLiteral("There is no file /nowhere/a.png."));
    QCOMPARE(m_service.asked.size(), 1);
    QCOMPARE(model.rowCount(), 1); // the order before stays
}

ASSAY_TEST(tst_RerankModel)
#include "tst_RerankModel.moc"
