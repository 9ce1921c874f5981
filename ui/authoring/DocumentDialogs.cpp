#include "ui/authoring/DocumentDialogs.h"

#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentDiff.h"
#include "ui/widgets/Heading.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace assay {

namespace {

QVBoxLayout *dialogLayout(QDialog *dialog, const QString &title, const QString &sentence)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *layout = new QVBoxLayout(dialog);
    layout->setSpacing(dialog->fontMetrics().height() / 2);
    auto *text = new QLabel(sentence, dialog);
    text->setObjectName(QStringLiteral("dialogText"));
    text->setWordWrap(true);
    text->setTextFormat(Qt::PlainText);
    layout->addWidget(text);
    dialog->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 70);
    return layout;
}

QListWidget *changeList(QDialog *dialog, const QList<DocumentChange> &changes, const QString &name)
{
    auto *list = new QListWidget(dialog);
    list->setObjectName(QStringLiteral("changeList"));
    list->setAccessibleName(name);
    list->setWordWrap(true);
    for (const DocumentChange &change : changes)
        list->addItem(change.sentence());
    list->setMinimumHeight(dialog->fontMetrics().height() * 9);
    return list;
}

} // namespace

SaveDialog::SaveDialog(const DocumentSession &session, const QList<DocumentChange> &changes, const Result<QByteArray> &patch, QWidget *parent)
    : QDialog(parent), m_patch(new QRadioButton(tr("Send only these changes (JSON Patch)"), this)),
      m_replace(new QRadioButton(tr("Replace the whole document"), this))
{
    setObjectName(QStringLiteral("saveDialog"));
    QVBoxLayout *layout = dialogLayout(this, tr("Save Changes"), tr("%n change(s) to “%1”:", nullptr, int(changes.size())).arg(session.name()));
    layout->addWidget(changeList(this, changes, tr("Changes")));
    layout->addWidget(m_patch);
    layout->addWidget(m_replace);
    m_patch->setObjectName(QStringLiteral("saveByPatch"));
    m_replace->setObjectName(QStringLiteral("saveByReplace"));
    m_patch->setEnabled(bool(patch));
    (patch ? m_patch : m_replace)->setChecked(true);
    if (patch) {
        auto *text = new QPlainTextEdit(this);
        text->setObjectName(QStringLiteral("patchText"));
        text->setAccessibleName(tr("JSON Patch"));
        text->setReadOnly(true);
        text->setTabChangesFocus(true);
        text->setPlainText(QString::fromUtf8(*patch).replace(QStringLiteral("},{\"op\""), QStringLiteral("},\n {\"op\"")));
        text->setMaximumHeight(fontMetrics().height() * 6);
        layout->addWidget(text);
        connect(m_patch, &QRadioButton::toggled, text, &QWidget::setEnabled);
    } else {
        auto *why = new Heading(patch.error().message, Heading::Level::Caption, this);
        why->setWordWrap(true);
        layout->addWidget(why);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Save)->setObjectName(QStringLiteral("dialogSave"));
    buttons->button(QDialogButtonBox::Save)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Save)->setFocus();
}

DocumentSession::SaveBy SaveDialog::by() const { return m_patch->isChecked() ? DocumentSession::SaveBy::Patch : DocumentSession::SaveBy::Replace; }

ConflictDialog::ConflictDialog(const QString &name, const QList<DocumentChange> &theirs, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("conflictDialog"));
    QVBoxLayout *layout = dialogLayout(this, tr("Changed Meanwhile"),
                                       tr("Somebody else has changed “%1” on the server since you opened it. Nothing has been saved. They changed:").arg(name));
    layout->addWidget(changeList(this, theirs, tr("Their Changes")));
    const auto way = [&](const char *object, Choice choice, const QString &title, const QString &sentence) {
        auto *button = new QPushButton(title, this);
        button->setObjectName(QLatin1String(object));
        button->setAccessibleDescription(sentence);
        auto *help = new Heading(sentence, Heading::Level::Caption, this);
        help->setWordWrap(true);
        auto *line = new QHBoxLayout;
        button->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
        line->addWidget(button);
        line->addWidget(help, 1);
        layout->addLayout(line);
        connect(button, &QPushButton::clicked, this, [this, choice] {
            m_choice = choice;
            accept();
        });
        return button;
    };
    way("conflictMerge", Choice::Merge, tr("&Merge"), tr("Both: their changes come into your document, unsaved; where both changed the same, yours stays."))->setDefault(true);
    way("conflictCopy", Choice::KeepAsCopy, tr("Keep Mine as &Copy"), tr("Theirs stays on the server; yours becomes a new document."));
    way("conflictOverwrite", Choice::Overwrite, tr("&Overwrite"), tr("Yours replaces theirs. Theirs is kept among the versions on this machine."));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

DeleteDialog::DeleteDialog(DocumentKind kind, const QString &id, const QString &name, Connection &connection, QWidget *parent, bool onlyUsage)
    : QDialog(parent), m_finder(connection), m_list(new QListWidget(this)), m_kind(kind), m_name(name)
{
    setObjectName(onlyUsage ? QStringLiteral("usageDialog") : QStringLiteral("deleteDialog"));
    QVBoxLayout *layout = dialogLayout(this, onlyUsage ? tr("Where Used") : tr("Delete"), tr("Looking where “%1” is used…").arg(name));
    m_text = findChild<QLabel *>(QStringLiteral("dialogText"));
    m_list->setObjectName(QStringLiteral("usageList"));
    m_list->setAccessibleName(tr("Used By"));
    m_list->setVisible(false);
    layout->addWidget(m_list);
    auto *buttons = new QDialogButtonBox(onlyUsage ? QDialogButtonBox::Close : QDialogButtonBox::Cancel, this);
    if (!onlyUsage) {
        auto *remove = buttons->addButton(tr("Delete"), QDialogButtonBox::AcceptRole);
        remove->setObjectName(QStringLiteral("dialogDelete"));
        remove->setEnabled(false); // only once it is known who needs it
        connect(&m_finder, &UsageFinder::found, remove, [remove] { remove->setEnabled(true); });
        connect(&m_finder, &UsageFinder::failed, remove, [remove] { remove->setEnabled(true); });
    }
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(&m_finder, &UsageFinder::found, this, &DeleteDialog::show);
    connect(&m_finder, &UsageFinder::failed, this, [this](const Error &error) { m_text->setText(tr("Where it is used could not be found out: %1").arg(error.message)); });
    m_finder.find(kind, id);
}

void DeleteDialog::show(const UsageFinder::Usage &usage)
{
    QStringList sentences;
    if (usage.collections.isEmpty() && usage.jobs.isEmpty()) {
        sentences << tr("Nothing names “%1”.").arg(m_name);
    } else {
        if (!usage.collections.isEmpty())
            sentences << tr("%n collection(s) name it and will not run without it.", nullptr, int(usage.collections.size()));
        if (!usage.jobs.isEmpty())
            sentences << (m_kind == DocumentKind::Provider ? tr("%n run(s) used it; their results stay.", nullptr, int(usage.jobs.size()))
                                                           : tr("%n run(s) were made from it; their results stay.", nullptr, int(usage.jobs.size())));
    }
    if (!usage.complete)
        sentences << tr("Only the newest %n run(s) were looked at.", nullptr, int(usage.jobsLooked));
    m_text->setText(sentences.join(QLatin1Char(' ')));
    for (const QString &name : usage.collections)
        m_list->addItem(tr("Collection: %1").arg(name));
    for (const QString &name : usage.jobs)
        m_list->addItem(tr("Run: %1").arg(name));
    m_list->setVisible(m_list->count() > 0);
}

VersionsDialog::VersionsDialog(const VersionHistory &history, const AuthoredDocument &current, QWidget *parent)
    : QDialog(parent), m_history(history), m_current(current), m_versions(new QListWidget(this)), m_changes(changeList(this, {}, tr("Changed Since Then")))
{
    setObjectName(QStringLiteral("versionsDialog"));
    QVBoxLayout *layout = dialogLayout(this, tr("Earlier Versions"),
                                       history.versions().isEmpty() ? tr("No earlier version is kept on this machine yet: each save keeps the one before it.")
                                                                    : tr("Kept on this machine, newest first. Choose one to see what has changed since then."));
    m_versions->setObjectName(QStringLiteral("versionList"));
    m_versions->setAccessibleName(tr("Versions"));
    for (const VersionHistory::Version &version : history.versions())
        m_versions->addItem(QLocale().toString(version.when.toLocalTime(), QLocale::ShortFormat));
    auto *halves = new QHBoxLayout;
    halves->addWidget(m_versions, 1);
    halves->addWidget(m_changes, 2);
    layout->addLayout(halves);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *take = buttons->addButton(tr("Take This Version"), QDialogButtonBox::AcceptRole);
    take->setObjectName(QStringLiteral("dialogTake"));
    take->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(m_versions, &QListWidget::currentRowChanged, this, [this, take](int row) {
        take->setEnabled(row >= 0);
        m_changes->clear();
        if (row < 0)
            return;
        for (const DocumentChange &change : differences(m_history.versions().at(row).document, m_current))
            m_changes->addItem(change.sentence());
        if (m_changes->count() == 0)
            m_changes->addItem(tr("Nothing has changed since."));
    });
}

AuthoredDocument VersionsDialog::chosen() const
{
    const int row = m_versions->currentRow();
    return row < 0 || row >= m_history.versions().size() ? m_current : m_history.versions().at(row).document;
}

} // namespace assay
