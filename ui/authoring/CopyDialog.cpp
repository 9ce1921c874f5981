#include "ui/authoring/CopyDialog.h"

#include "services/api/Connection.h"
#include "services/api/ConnectionRegistry.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

CopyDialog::CopyDialog(const QString &name, const AuthoredDocument &document, const QList<Provider> &providersHere, const Connection &here, ConnectionRegistry &registry, QWidget *parent)
    : QDialog(parent), m_kind(document.kind()), m_registry(registry), m_finder(document, providersHere), m_target(new QComboBox(this)), m_text(new QLabel(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("copyDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Copy “%1” to Another Connection").arg(name));
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(fontMetrics().height() / 2);
    auto *label = new QLabel(tr("Copy to:"), this);
    m_target->setObjectName(QStringLiteral("copyTarget"));
    m_target->setAccessibleName(tr("Connection to Copy To"));
    label->setBuddy(m_target);
    for (Connection *connection : registry.connections()) {
        if (connection->id() != here.id())
            m_target->addItem(connection->name(), connection->id());
    }
    m_text->setObjectName(QStringLiteral("copyText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_list->setObjectName(QStringLiteral("copyList"));
    m_list->setAccessibleName(tr("What Is Different There"));
    m_list->setWordWrap(true);
    m_list->setMinimumHeight(fontMetrics().height() * 8);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(tr("Open Copy There"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("copyOpen"));
    m_open->setDefault(true);
    for (QWidget *widget : {static_cast<QWidget *>(label), static_cast<QWidget *>(m_target), static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_list), static_cast<QWidget *>(buttons)})
        layout->addWidget(widget);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_target, &QComboBox::currentIndexChanged, this, &CopyDialog::look);
    connect(&m_finder, &CopyFinder::changed, this, &CopyDialog::show);
    look();
}

QString CopyDialog::targetId() const { return m_target->currentData().toString(); }

void CopyDialog::look()
{
    Connection *target = m_registry.find(targetId());
    m_list->clear();
    m_open->setEnabled(false);
    if (!target)
        return;
    const Capability needed = m_kind == DocumentKind::Provider ? Capability::EditProviders : Capability::EditCollections;
    if (target->state() == Connection::State::Ready && !target->capabilities().has(needed))
        return m_text->setText(target->capabilities().reasonMissing(needed));
    m_finder.look(*target);
}

void CopyDialog::show()
{
    m_list->clear();
    m_open->setEnabled(m_finder.state() == LoadState::Ready);
    if (m_finder.state() == LoadState::Failed)
        return m_text->setText(m_finder.error().message);
    if (m_finder.state() != LoadState::Ready)
        return m_text->setText(tr("Looking at what is there…"));
    const CopyCheck &check = m_finder.check();
    for (const QString &missing : check.missing)
        m_list->addItem(tr("✗ Not there: %1").arg(missing));
    for (const QString &note : check.notes)
        m_list->addItem(QStringLiteral("ℹ %1").arg(note));
    m_text->setText(check.missing.isEmpty() ? tr("All that it names is there. The copy opens unsaved; nothing is written before you save it.")
                                            : tr("%n thing(s) that it names are not there. The copy opens unsaved with them marked; nothing is written before you save it.", nullptr, int(check.missing.size())));
}

} // namespace assay
