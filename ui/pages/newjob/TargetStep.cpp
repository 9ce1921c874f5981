#include "ui/pages/newjob/TargetStep.h"

#include "models/common/Roles.h"
#include "models/jobs/JobDraftModel.h"
#include "services/api/Connection.h"
#include "services/api/SecretStore.h"
#include "services/core/Async.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace assay {

TargetStep::TargetStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent)
    : QWidget(parent), m_context(context), m_draft(draft), m_endpoint(new QRadioButton(this)), m_recorded(new QRadioButton(this)),
      m_forms(new QStackedWidget(this)), m_title(new Heading(Heading::Level::Section, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_title);
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
    for (QRadioButton *button : {m_endpoint, m_recorded}) {
        connect(button, &QRadioButton::toggled, this, [this] {
            m_forms->setCurrentIndex(m_recorded->isChecked() ? 1 : 0);
            if (!m_reading)
                m_draft.edit([this](JobDraft &edited) {
                    edited.target = m_recorded->isChecked() ? JobDraft::Target::Recorded : JobDraft::Target::Endpoint;
                });
        });
    }
    connect(&m_draft, &QAbstractItemModel::modelReset, this, &TargetStep::readDraft);
    connect(&m_context.connection, &Connection::stateChanged, this, &TargetStep::retranslate);
    enterAt(this, m_url);
    retranslate();
    readDraft();
}

QWidget *TargetStep::buildEndpoint()
{
    auto *form = new QWidget(this);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(fontMetrics().height());
    grid->setVerticalSpacing(fontMetrics().height() / 2);
    grid->setColumnStretch(1, 1);
    m_url = new QLineEdit(form);
    m_key = new QLineEdit(form);
    m_model = new QComboBox(form);
    m_check = new QPushButton(themeIcon(QStringLiteral("connection")), {}, form);
    m_saveKey = new QPushButton(themeIcon(QStringLiteral("key")), {}, form);
    m_urlLabel = new QLabel(form);
    m_keyLabel = new QLabel(form);
    m_modelLabel = new QLabel(form);
    m_keyNote = new Heading(Heading::Level::Caption, form);
    m_keyNote->setObjectName(QStringLiteral("keyNote"));
    m_keyNote->setWordWrap(true);
    m_url->setObjectName(QStringLiteral("endpointUrl"));
    m_url->setPlaceholderText(QStringLiteral("http://localhost:8080/v1"));
    m_key->setObjectName(QStringLiteral("endpointKey"));
    m_key->setEchoMode(QLineEdit::Password);
    m_model->setObjectName(QStringLiteral("endpointModel"));
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_check->setObjectName(QStringLiteral("endpointCheck"));
    m_saveKey->setObjectName(QStringLiteral("endpointSaveKey"));
    m_urlLabel->setBuddy(m_url);
    m_keyLabel->setBuddy(m_key);
    m_modelLabel->setBuddy(m_model);
    grid->addWidget(m_urlLabel, 0, 0);
    grid->addWidget(m_url, 0, 1);
    grid->addWidget(m_check, 0, 2);
    grid->addWidget(m_keyLabel, 1, 0);
    grid->addWidget(m_key, 1, 1);
    grid->addWidget(m_saveKey, 1, 2);
    grid->addWidget(m_keyNote, 2, 1, 1, 2);
    grid->addWidget(m_modelLabel, 3, 0);
    grid->addWidget(m_model, 3, 1);
    layout->addLayout(grid);
    m_report = new QWidget(form);
    m_report->setObjectName(QStringLiteral("probeReport"));
    m_reportRows = new QGridLayout(m_report);
    m_reportRows->setColumnStretch(2, 1);
    m_reportRows->setHorizontalSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_report);
    layout->addStretch(1);
    connect(m_url, &QLineEdit::textChanged, this, &TargetStep::addressEdited);
    connect(m_url, &QLineEdit::returnPressed, this, &TargetStep::checkEndpoint);
    connect(m_key, &QLineEdit::textChanged, this, &TargetStep::updateKey);
    connect(m_key, &QLineEdit::returnPressed, this, &TargetStep::checkEndpoint);
    connect(m_model, &QComboBox::currentTextChanged, this, [this](const QString &text) {
        if (!m_reading)
            m_draft.edit([&text](JobDraft &edited) { edited.model = text; });
    });
    connect(m_check, &QPushButton::clicked, this, &TargetStep::checkEndpoint);
    connect(m_saveKey, &QPushButton::clicked, this, &TargetStep::saveKey);
    return form;
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
        auto *item = new QListWidgetItem(
            recording.detail.isEmpty() ? title : QStringLiteral("%1  ·  %2").arg(title, recording.detail), m_recordings);
        item->setData(IdRole, recording.name);
        item->setToolTip(recording.name);
    }
    layout->addWidget(m_recordedLabel);
    layout->addWidget(m_recordings);
    layout->addStretch(1);
    connect(m_recordings, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (!m_reading && item)
            m_draft.edit([item](JobDraft &edited) { edited.recording = item->data(IdRole).toString(); });
    });
    return form;
}

void TargetStep::readDraft()
{
    m_reading = true;
    const JobDraft &draft = m_draft.draft();
    const bool recorded = draft.target == JobDraft::Target::Recorded;
    (recorded ? m_recorded : m_endpoint)->setChecked(true);
    m_forms->setCurrentIndex(recorded ? 1 : 0);
    if (m_url->text() != draft.url)
        m_url->setText(draft.url);
    if (m_model->currentText() != draft.model)
        m_model->setCurrentText(draft.model);
    m_recordings->setCurrentItem(nullptr);
    for (int i = 0; i < m_recordings->count(); ++i) {
        if (m_recordings->item(i)->data(IdRole).toString() == draft.recording)
            m_recordings->setCurrentRow(i);
    }
    m_reading = false;
    updateKey();
}

QString TargetStep::originOf(const QString &text)
{
    QString typed = text.trimmed();
    const QUrl url(typed);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return {};
    QString host = url.host().toLower();
    if (host.contains(QLatin1Char(':')))
        host = QStringLiteral("[%1]").arg(host);
    return QStringLiteral("%1://%2:%3").arg(scheme, host).arg(url.port(scheme == QLatin1String("https") ? 443 : 80));
}

QString TargetStep::keyName(const QString &origin)
{
    QString name;
    for (const QChar c : origin.section(QStringLiteral("://"), 1))
        name += c.isLetterOrNumber() || c == QLatin1Char('.') || c == QLatin1Char('-') ? c : QLatin1Char('-');
    return name;
}

void TargetStep::addressEdited()
{
    clearReport();
    if (m_reading)
        return;
    m_draft.edit([this](JobDraft &edited) {
        edited.url = m_url->text().trimmed();
        // A key is bound to its origin: another address does not get it.
        if (!edited.secretName.isEmpty() && edited.secretName != keyName(originOf(edited.url)))
            edited.secretName.clear();
    });
    updateKey();
}

bool TargetStep::hasUnsavedKey() const { return m_endpoint->isChecked() && !m_key->text().isEmpty(); }

void TargetStep::updateKey()
{
    const QString origin = originOf(m_url->text());
    m_saveKey->setEnabled(hasUnsavedKey() && !origin.isEmpty());
    const QString saved = m_draft.draft().secretName;
    m_key->setPlaceholderText(saved.isEmpty() ? tr("none needed for most local servers") : tr("saved; type to replace it"));
    if (hasUnsavedKey())
        m_keyNote->setText(origin.isEmpty() ? tr("Enter the address first: a key is only ever sent to its own address.")
                                            : tr("Will be kept in the system's keychain as “%1” and sent only to %2.").arg(keyName(origin), origin));
    else if (!saved.isEmpty())
        m_keyNote->setText(tr("Kept in the system's keychain as “%1”; sent only to %2.").arg(saved, origin));
    m_keyNote->setVisible(hasUnsavedKey() || !saved.isEmpty());
}

void TargetStep::saveKey()
{
    const QString origin = originOf(m_url->text());
    if (origin.isEmpty() || m_key->text().isEmpty())
        return;
    const QString name = keyName(origin), typed = m_key->text();
    m_saveKey->setEnabled(false);
    whenDone(m_context.secrets.save(name, typed, {origin}), this, [this, name, typed](const Result<Done> &done) {
        if (!done) {
            updateKey();
            Q_EMIT keyFailed(done.error().message);
            m_keyNote->setText(done.error().message);
            return;
        }
        m_draft.edit([&name](JobDraft &edited) { edited.secretName = name; });
        if (m_key->text() == typed)
            m_key->clear();
        updateKey();
        Q_EMIT keySaved();
    });
}

void TargetStep::checkEndpoint()
{
    const QString typed = m_key->text(), saved = m_draft.draft().secretName;
    clearReport();
    m_check->setEnabled(false);
    m_check->setText(tr("Checking…"));
    if (!typed.isEmpty() || saved.isEmpty())
        return probeWith(typed);
    whenDone(m_context.secrets.read(saved, originOf(m_url->text())), this, [this](const Result<QString> &key) {
        if (key)
            return probeWith(*key);
        ProbeReport report;
        report.steps = {{tr("Key"), false, key.error().message}};
        showReport(report);
    });
}

void TargetStep::probeWith(const QString &key)
{
    const quint64 ticket = ++m_ticket;
    whenDone(m_context.probe.probe(m_url->text().trimmed(), key), this, [this, ticket](const Result<ProbeReport> &report) {
        if (ticket != m_ticket)
            return;
        if (report)
            return showReport(*report);
        ProbeReport failed;
        failed.steps = {{tr("Reach"), false, report.error().message}};
        showReport(failed);
    });
}

void TargetStep::clearReport()
{
    ++m_ticket;
    while (QLayoutItem *item = m_reportRows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_report->hide();
    m_check->setEnabled(true);
    m_check->setText(tr("Check Endpoint"));
}

void TargetStep::showReport(const ProbeReport &report)
{
    clearReport();
    int row = 0;
    for (const ProbeReport::Step &step : report.steps) {
        auto *mark = new ToneLabel(m_report);
        mark->setText(step.ok ? glyph::pass : glyph::fail);
        mark->setTone(step.ok ? Tone::Pass : Tone::Fail);
        auto *name = new QLabel(step.name, m_report);
        auto *message = new QLabel(step.message, m_report);
        message->setTextFormat(Qt::PlainText);
        message->setWordWrap(true);
        message->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_reportRows->addWidget(mark, row, 0, Qt::AlignTop);
        m_reportRows->addWidget(name, row, 1, Qt::AlignTop);
        m_reportRows->addWidget(message, row++, 2);
    }
    m_report->show();
    if (!report.baseUrl.isEmpty() && report.ok())
        m_draft.edit([&report](JobDraft &edited) { edited.url = report.baseUrl; });
    const QString chosen = m_draft.draft().model;
    m_reading = true;
    if (!report.baseUrl.isEmpty() && report.ok() && m_url->text().trimmed() != report.baseUrl) {
        const QSignalBlocker quiet(m_url);
        m_url->setText(report.baseUrl);
    }
    m_model->clear();
    m_model->addItems(report.models);
    m_model->setCurrentText(chosen.isEmpty() ? report.models.value(0) : chosen);
    m_reading = false;
    m_draft.edit([this](JobDraft &edited) { edited.model = m_model->currentText(); });
    updateKey();
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
    m_endpoint->setText(tr("An OpenAI-compatible endpoint"));
    m_recorded->setText(tr("Recorded answers"));
    const QString reason = m_context.recordings.isEmpty()
        ? tr("No recorded answers are installed.")
        : m_context.connection.capabilities().reasonMissing(Capability::RecordedModels);
    const bool usable = m_context.connection.state() != Connection::State::Ready ? !m_context.recordings.isEmpty() : reason.isEmpty();
    m_recorded->setEnabled(usable || m_recorded->isChecked());
    m_recordedReason->setText(reason);
    m_recordedReason->setVisible(!usable);
    m_urlLabel->setText(tr("&Address"));
    m_keyLabel->setText(tr("&Key"));
    m_modelLabel->setText(tr("&Model"));
    m_model->setAccessibleName(tr("Model"));
    if (m_model->lineEdit())
        m_model->lineEdit()->setPlaceholderText(tr("Check Endpoint lists the models it serves"));
    if (m_check->isEnabled())
        m_check->setText(tr("Check Endpoint"));
    m_saveKey->setText(tr("Save Key"));
    m_recordedLabel->setText(tr("Scores answers that were recorded before; no model is asked."));
    m_recordings->setAccessibleName(tr("Recorded Answers"));
    updateKey();
}

} // namespace assay
