#include "ui/pages/newjob/TargetStep.h"

#include "models/authoring/DocumentModel.h"
#include "models/common/Roles.h"
#include "models/composer/ServedModelListModel.h"
#include "models/composer/TargetListModel.h"
#include "services/api/Connection.h"
#include "services/authoring/DocumentPath.h"
#include "ui/authoring/FieldForm.h"
#include "ui/pages/newjob/EndpointPanel.h"
#include "ui/pages/newjob/ServedModelPicker.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/TallPage.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay {

static QString recordedPrefix() { return QStringLiteral("recorded:"); }

/// The fields of a target, in this order of members.
static QList<FieldInfo> targetFields(const QString &target, const QStringList &members)
{
    const bool first = target == QLatin1String("model");
    QList<FieldInfo> found;
    for (const QString &member : members) {
        if (const FieldInfo *field = fieldAt(DocumentKind::Job, (first ? QStringLiteral("model/") : QStringLiteral("targets/*/")) + member))
            found << *field;
    }
    return found;
}

TargetStep::TargetStep(const NewJobContext &context, DocumentModel &document, QWidget *parent)
    : QWidget(parent), m_context(context), m_document(document), m_targets(new TargetListModel(document, this)),
      m_served(new ServedModelListModel(context.connection, this)), m_endpoint(new QRadioButton(this)),
      m_recorded(new QRadioButton(this)), m_forms(new QStackedWidget(this)), m_title(new Heading(Heading::Level::Section, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_title);
    layout->addWidget(buildTargets());
    m_endpoint->setObjectName(QStringLiteral("targetEndpoint"));
    m_recorded->setObjectName(QStringLiteral("targetRecorded"));
    auto *kinds = new QHBoxLayout;
    kinds->addWidget(m_endpoint);
    kinds->addSpacing(fontMetrics().height());
    kinds->addWidget(m_recorded);
    kinds->addStretch(1);
    layout->addLayout(kinds);
    m_recordedReason = new Heading(Heading::Level::Caption, this);
    m_recordedReason->setWordWrap(true);
    layout->addWidget(m_recordedReason);
    m_forms->addWidget(buildEndpoint());
    m_forms->addWidget(buildRecorded());
    layout->addWidget(m_forms, 1);
    connect(m_endpoint, &QRadioButton::clicked, this, [this] { chooseKind(false); });
    connect(m_recorded, &QRadioButton::clicked, this, [this] { chooseKind(true); });
    connect(&m_document, &DocumentModel::changed, this, &TargetStep::readDocument);
    connect(&m_context.connection, &Connection::stateChanged, this, &TargetStep::retranslate);
    showTarget();
    retranslate();
}

QWidget *TargetStep::buildTargets()
{
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    m_matrixNote = new Heading(Heading::Level::Caption, area);
    m_matrixNote->setWordWrap(true);
    m_table = new QTableView(area);
    m_table->setObjectName(QStringLiteral("targetTable"));
    m_table->setModel(m_targets);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setMaximumHeight(fontMetrics().height() * 10);
    m_table->horizontalHeader()->setSectionResizeMode(TargetListModel::ModelColumn, QHeaderView::ResizeToContents);
    fitColumn(m_table->horizontalHeader(), TargetListModel::EndpointColumn, 24);
    m_add = new QPushButton(themeIcon(QStringLiteral("add")), {}, area);
    m_duplicate = new QPushButton(themeIcon(QStringLiteral("copy")), {}, area);
    m_remove = new QPushButton(themeIcon(QStringLiteral("remove")), {}, area);
    m_add->setObjectName(QStringLiteral("targetAdd"));
    m_duplicate->setObjectName(QStringLiteral("targetDuplicate"));
    m_remove->setObjectName(QStringLiteral("targetRemove"));
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_add, m_duplicate, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    layout->addWidget(m_matrixNote);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    const auto command = [this](QPushButton *button, const QKeySequence &key, const std::function<void()> &run) {
        connect(button, &QPushButton::clicked, this, run);
        connect(new QShortcut(key, m_table, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, run);
    };
    command(m_add, QKeySequence(Qt::Key_Insert), [this] {
        m_targets->add();
        m_table->selectRow(m_targets->rowCount() - 1);
        m_address->focusField(path() + QStringLiteral("/url"));
    });
    command(m_duplicate, QKeySequence(Qt::CTRL | Qt::Key_D), [this] {
        m_targets->duplicate(selectedRows());
        m_table->selectRow(m_targets->rowCount() - 1);
    });
    command(m_remove, QKeySequence(Qt::Key_Delete), [this] {
        const QList<int> rows = selectedRows();
        m_targets->remove(rows);
        m_table->selectRow(std::clamp(rows.value(0), 0, m_targets->rowCount() - 1));
        showTarget();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TargetStep::showTarget);
    return area;
}

QWidget *TargetStep::buildEndpoint()
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto *form = new TallPage(area);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    layout->setSpacing(0);
    m_picker = new ServedModelPicker(*m_served, form);
    m_address = new FieldForm(m_document, form);
    m_panel = new EndpointPanel(m_context, m_document, form);
    m_more = new FieldForm(m_document, form);
    for (QWidget *part : std::initializer_list<QWidget *>{m_picker, m_address, m_panel, m_more}) {
        part->setMaximumWidth(fontMetrics().averageCharWidth() * 110);
        layout->addWidget(part);
    }
    layout->addStretch(1);
    area->setWidget(form);
    connect(m_panel, &EndpointPanel::modelsFound, this, &TargetStep::suggestModels);
    connect(m_served, &ServedModelListModel::loadChanged, this, &TargetStep::suggestModels);
    connect(m_picker, &ServedModelPicker::chosen, this, [this](const QString &name) {
        m_document.set(path() + QStringLiteral("/name"), name);
        // It is this server that asks it, and a job for another address would be refused.
        if (const QString address = m_served->address(); !address.isEmpty())
            m_document.set(path() + QStringLiteral("/url"), address);
        m_document.endTyping();
    });
    return area;
}

QWidget *TargetStep::buildRecorded()
{
    auto *form = new QWidget(this);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    m_recordedLabel = new QLabel(form);
    m_recordedLabel->setWordWrap(true);
    m_recordings = new QListWidget(form);
    m_recordings->setObjectName(QStringLiteral("recordings"));
    m_recordings->setMaximumHeight(fontMetrics().height() * 12);
    for (const RecordedModel &recording : m_context.recordings) {
        const QString title = recording.title.isEmpty() ? recording.name : recording.title;
        auto *item = new QListWidgetItem(recording.detail.isEmpty() ? title : QStringLiteral("%1  ·  %2").arg(title, recording.detail), m_recordings);
        item->setData(IdRole, recording.name);
        item->setToolTip(recording.name);
    }
    layout->addWidget(m_recordedLabel);
    layout->addWidget(m_recordings);
    layout->addStretch(1);
    connect(m_recordings, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (!m_reading && item)
            chooseRecording(item->data(IdRole).toString());
    });
    return form;
}

QString TargetStep::path() const { return TargetListModel::pathOf(std::max(0, m_table->currentIndex().row())); }
bool TargetStep::isRecorded() const { return m_document.document().text(path() + QStringLiteral("/url")).startsWith(recordedPrefix()); }

QList<int> TargetStep::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    if (rows.isEmpty())
        rows << std::max(0, m_table->currentIndex().row());
    std::ranges::sort(rows);
    return rows;
}

/// The chosen row's fields.
void TargetStep::showTarget()
{
    const QString target = path(), row = target == QLatin1String("model") ? QString() : target;
    m_panel->setTarget(target);
    m_leftEndpoint.clear();
    m_address->setFields(targetFields(target, {QStringLiteral("url")}), row);
    m_more->setFields(targetFields(target, {QStringLiteral("name"), QStringLiteral("auth/secret_ref"), QStringLiteral("parameters"), QStringLiteral("card_url")}), row);
    suggestModels();
    enterAt(this, m_address->controlFor(target + QStringLiteral("/url"))); // who comes here wants to paste an address
    m_forms->setCurrentIndex(isRecorded() ? 1 : 0);
    readDocument();
}

/// What the endpoint served when it was looked at, and the server's own.
void TargetStep::suggestModels()
{
    QStringList names = m_panel->models() + m_served->names();
    names.removeDuplicates();
    if (!names.isEmpty())
        m_more->setSuggestions(path() + QStringLiteral("/name"), names);
}

void TargetStep::readDocument()
{
    m_reading = true;
    m_picker->setCurrent(m_document.document().text(path() + QStringLiteral("/name")));
    const QString url = m_document.document().text(path() + QStringLiteral("/url"));
    // An emptied address says nothing about the kind: what is looked at stays.
    const bool recorded = isRecorded() || (url.isEmpty() && m_forms->currentIndex() == 1);
    (recorded ? m_recorded : m_endpoint)->setChecked(true);
    m_forms->setCurrentIndex(recorded ? 1 : 0);
    QListWidgetItem *chosen = nullptr;
    for (int i = 0; i < m_recordings->count(); ++i) {
        if (recordedPrefix() + m_recordings->item(i)->data(IdRole).toString() == url)
            chosen = m_recordings->item(i);
    }
    m_recordings->setCurrentItem(chosen);
    const bool several = m_targets->rowCount() > 1;
    m_table->setVisible(several);
    m_matrixNote->setVisible(several);
    m_duplicate->setVisible(several);
    m_remove->setVisible(several);
    if (several && !m_table->currentIndex().isValid())
        m_table->selectRow(0);
    m_matrixNote->setText(tr("%n run(s), one for each of these, with the same benchmarks and settings.", nullptr, m_targets->rowCount()));
    m_reading = false;
}

void TargetStep::chooseKind(bool recorded)
{
    if (recorded == isRecorded() && m_forms->currentIndex() == int(recorded))
        return;
    m_forms->setCurrentIndex(recorded ? 1 : 0);
    if (recorded) {
        m_leftEndpoint = m_document.value(path()).toMap();
        if (m_recordings->count() > 0)
            chooseRecording(m_recordings->item(0)->data(IdRole).toString());
        return;
    }
    AuthoredDocument next = m_document.document();
    for (const char *member : {"url", "name"})
        next.set(path() + QLatin1Char('/') + QLatin1String(member), m_leftEndpoint.value(QLatin1String(member)));
    next.set(path() + QStringLiteral("/auth"), m_leftEndpoint.value(QStringLiteral("auth")));
    m_document.replace(next, tr("Choose Endpoint"));
}

void TargetStep::chooseRecording(const QString &name)
{
    AuthoredDocument next = m_document.document();
    next.set(path() + QStringLiteral("/url"), recordedPrefix() + name);
    next.set(path() + QStringLiteral("/name"), name);
    next.set(path() + QStringLiteral("/auth"), {}); // nobody is asked, so nobody gets a key
    m_document.replace(next, tr("Choose Recorded Answers"));
}

void TargetStep::focusField(const QString &field)
{
    const int row = TargetListModel::rowOf(field);
    if (row >= 0 && row < m_targets->rowCount() && row != std::max(0, m_table->currentIndex().row()))
        m_table->selectRow(row);
    if (m_forms->currentIndex() == 1)
        return m_recordings->setFocus(Qt::OtherFocusReason);
    if (m_address->controlFor(field))
        m_address->focusField(field);
    else if (!m_more->focusField(field))
        m_address->focusField(path() + QStringLiteral("/url"));
}

void TargetStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TargetStep::retranslate()
{
    m_title->setText(tr("What is evaluated?"));
    m_table->setAccessibleName(tr("Targets"));
    m_add->setText(tr("Add Another Target"));
    m_add->setToolTip(tr("The same job for one more model (Insert)"));
    m_duplicate->setText(tr("Duplicate"));
    m_duplicate->setToolTip(tr("Duplicate the chosen targets (Ctrl+D)"));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Remove the chosen targets (Delete)"));
    m_endpoint->setText(tr("An OpenAI-compatible endpoint"));
    m_recorded->setText(tr("Recorded answers"));
    const QString reason = m_context.recordings.isEmpty() ? tr("No recorded answers are installed.")
                                                          : m_context.connection.capabilities().reasonMissing(Capability::RecordedModels);
    const bool usable = m_context.connection.state() != Connection::State::Ready ? !m_context.recordings.isEmpty() : reason.isEmpty();
    m_recorded->setEnabled(usable || m_recorded->isChecked());
    m_recordedReason->setText(reason);
    m_recordedReason->setVisible(!usable);
    m_recordedLabel->setText(tr("Scores answers that were recorded before; no model is asked."));
    m_recordings->setAccessibleName(tr("Recorded Answers"));
    readDocument();
}

} // namespace assay
