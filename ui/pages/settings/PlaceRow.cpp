#include "ui/pages/settings/PlaceRow.h"

#include "services/core/Async.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace assay {

PlaceRow::PlaceRow(const StoredPlace &place, QWidget *parent) : SettingRow(SettingGroup::Privacy, parent), m_place(place)
{
    setObjectName(QStringLiteral("row:privacy/") + place.name);
    if (!place.path.isEmpty()) {
        m_open = new QPushButton(this);
        m_open->setObjectName(QStringLiteral("open:") + place.name);
        controls()->addWidget(m_open);
        connect(m_open, &QPushButton::clicked, this, [path = place.path] {
            const QFileInfo info(path);
            QDesktopServices::openUrl(QUrl::fromLocalFile(info.isDir() ? info.filePath() : info.path()));
        });
    }
    if (place.clear) {
        m_clear = new QPushButton(this);
        m_clear->setObjectName(QStringLiteral("clear:") + place.name);
        controls()->addWidget(m_clear);
        connect(m_clear, &QPushButton::clicked, this, &PlaceRow::askAndClear);
    }
    retranslate();
}

void PlaceRow::askAndClear()
{
    auto *box = new QMessageBox(QMessageBox::Warning, m_place.title(), m_place.clearQuestion(), QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("clearQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("clearYes"));
    connect(yes, &QPushButton::clicked, this, [this] {
        whenDone(m_place.clear(), this, [this](const Result<Done> &done) { Q_EMIT cleared(done); });
    });
    box->open();
}

void PlaceRow::retranslate()
{
    const QString help = m_place.help();
    setTexts(m_place.title(), m_place.path.isEmpty() ? help : help + QLatin1Char('\n') + QDir::toNativeSeparators(m_place.path));
    if (m_open) {
        m_open->setText(tr("Open Folder"));
        m_open->setAccessibleName(tr("Open the folder of “%1”").arg(m_place.title()));
    }
    if (m_clear) {
        m_clear->setText(tr("Delete…"));
        m_clear->setAccessibleName(tr("Delete “%1”").arg(m_place.title()));
    }
}

} // namespace assay
