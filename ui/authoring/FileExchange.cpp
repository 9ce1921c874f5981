#include "ui/authoring/FileExchange.h"

#include "models/authoring/TextFile.h"
#include "services/core/Async.h"
#include "ui/widgets/SaveDialog.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

namespace assay {

FileExchange::FileExchange(DocumentKind kind, QWidget *owner) : QObject(owner), m_kind(kind), m_owner(owner) {}

void FileExchange::acceptDrops()
{
    m_owner->setAcceptDrops(true);
    m_owner->installEventFilter(this);
}

void FileExchange::chooseImport()
{
    askWhatToOpen(m_owner, {tr("Import"), tr("YAML and JSON (*.yaml *.yml *.json);;All Files (*)")}, this, [this](const QString &path) { read(path); });
}

void FileExchange::read(const QString &path)
{
    whenDone(readTextFile(path), this, [this, path](const Result<QByteArray> &text) {
        const auto document = text ? AuthoredDocument::fromText(m_kind, *text) : Result<AuthoredDocument>(text.error());
        if (document)
            Q_EMIT imported(*document);
        else
            Q_EMIT failed(tr("%1 cannot be imported: %2").arg(path, document.error().message));
    });
}

void FileExchange::chooseExport(const AuthoredDocument &document, const QString &name, bool yaml)
{
    const SaveQuestion question{tr("Export"), name, yaml ? QStringLiteral("yaml") : QStringLiteral("json"), yaml ? tr("YAML (*.yaml)") : tr("JSON (*.json)")};
    const QByteArray content = yaml ? document.toYaml() : document.toJson();
    askWhereToSave(m_owner, question, this, [this, content](const QString &path) {
        whenDone(writeTextFile(path, content), this, [this, path](const Result<Done> &done) {
            if (done)
                Q_EMIT written(path);
            else
                Q_EMIT failed(done.error().message);
        });
    });
}

QString FileExchange::fileIn(const QMimeData *data)
{
    const QList<QUrl> urls = data ? data->urls() : QList<QUrl>();
    return urls.size() == 1 && urls.first().isLocalFile() && QFileInfo(urls.first().toLocalFile()).isFile() ? urls.first().toLocalFile() : QString();
}

bool FileExchange::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (watched != m_owner || (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop))
        return QObject::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const QString path = fileIn(drop->mimeData());
    if (path.isEmpty())
        return QObject::eventFilter(watched, event);
    drop->setDropAction(Qt::CopyAction); // a file that is read stays where it is
    drop->accept();
    if (type == QEvent::Drop)
        read(path);
    return true;
}

} // namespace assay
