#include "ui/pages/newjob/EndpointPanel.h"

#include "models/authoring/DocumentModel.h"
#include "services/api/SecretStore.h"
#include "services/core/Async.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Heading.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace assay {

EndpointPanel::EndpointPanel(const NewJobContext &context, DocumentModel &document, QWidget *parent)
    : QWidget(parent), m_context(context), m_document(document), m_path(QStringLiteral("model")), m_keyLabel(new QLabel(this)),
      m_keyNote(new Heading(Heading::Level::Caption, this)), m_servedLabel(new QLabel(this)), m_key(new QLineEdit(this)),
      m_check(new QPushButton(themeIcon(QStringLiteral("connection")), {}, this)), m_saveKey(new QPushButton(themeIcon(QStringLiteral("key")), {}, this)),
      m_served(new QComboBox(this)), m_report(new QWidget(this)), m_reportRows(new QGridLayout(m_report))
{
    build();
    connect(m_key, &QLineEdit::textChanged, this, &EndpointPanel::updateKey);
    connect(m_key, &QLineEdit::returnPressed, this, &EndpointPanel::check);
    connect(m_check, &QPushButton::clicked, this, &EndpointPanel::check);
    connect(m_saveKey, &QPushButton::clicked, this, &EndpointPanel::saveKey);
    connect(m_served, &QComboBox::activated, this, [this](int row) {
        m_document.set(m_path + QStringLiteral("/name"), m_served->itemText(row));
        m_document.endTyping();
    });
    connect(&m_document, &DocumentModel::changed, this, &EndpointPanel::onChanged);
    clearReport();
    retranslate();
}

void EndpointPanel::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *grid = new QGridLayout;
    grid->setContentsMargins(fontMetrics().height() / 3, 0, fontMetrics().height() / 2, 0); // one edge with the forms around it
    grid->setHorizontalSpacing(fontMetrics().height());
    grid->setVerticalSpacing(fontMetrics().height() / 5);
    grid->setColumnStretch(1, 1);
    for (QLabel *label : {m_keyLabel, m_servedLabel}) {
        QFont bold = label->font();
        bold.setWeight(QFont::DemiBold);
        label->setFont(bold);
        label->setWordWrap(true);
        label->setFixedWidth(label->fontMetrics().averageCharWidth() * 22); // as in the forms
    }
    m_key->setObjectName(QStringLiteral("endpointKey"));
    m_key->setEchoMode(QLineEdit::Password);
    m_keyNote->setObjectName(QStringLiteral("keyNote"));
    m_keyNote->setWordWrap(true);
    m_check->setObjectName(QStringLiteral("endpointCheck"));
    m_saveKey->setObjectName(QStringLiteral("endpointSaveKey"));
    m_served->setObjectName(QStringLiteral("endpointModel"));
    m_served->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_report->setObjectName(QStringLiteral("probeReport"));
    m_reportRows->setContentsMargins(0, 0, 0, 0);
    m_reportRows->setColumnStretch(2, 1);
    m_reportRows->setHorizontalSpacing(fontMetrics().height() / 2);
    m_keyLabel->setBuddy(m_key);
    m_servedLabel->setBuddy(m_served);
    grid->addWidget(m_keyLabel, 0, 0, Qt::AlignTop);
    grid->addWidget(m_key, 0, 1);
    grid->addWidget(m_saveKey, 0, 2);
    grid->addWidget(m_check, 0, 3);
    grid->addWidget(m_keyNote, 1, 1, 1, 3);
    grid->addWidget(m_report, 2, 1, 1, 3);
    grid->addWidget(m_servedLabel, 3, 0);
    grid->addWidget(m_served, 3, 1, 1, 3);
    grid->setRowMinimumHeight(4, fontMetrics().height() / 2);
    layout->addLayout(grid);
}

QString EndpointPanel::text(const char *member) const { return m_document.document().text(m_path + QLatin1String(member)); }

void EndpointPanel::setTarget(const QString &path)
{
    if (path == m_path)
        return;
    if (hasUnsavedKey())
        saveKey();
    m_path = path;
    m_url = text("/url");
    m_key->clear();
    m_models.clear();
    clearReport();
    updateKey();
}

void EndpointPanel::onChanged()
{
    const QString url = text("/url");
    if (url != m_url) {
        const bool sameOrigin = originOf(url) == originOf(m_url);
        const QString before = std::exchange(m_url, url);
        clearReport(); // an old answer says nothing about a new address
        if (!sameOrigin && !originOf(before).isEmpty() && text("/auth/secret_ref") == keyName(originOf(before)))
            QTimer::singleShot(0, this, &EndpointPanel::dropForeignKey); // the change before this one has to be over
    }
    updateKey();
}

/// A key from this window is bound to its origin: another address does not get it. Names of a server's own secrets stay.
void EndpointPanel::dropForeignKey()
{
    const bool replaying = m_document.undoStack().canRedo(); // the step that did this stands there already
    if (replaying || text("/auth/secret_ref").isEmpty() || text("/auth/secret_ref") == keyName(originOf(m_url)))
        return;
    m_document.set(m_path + QStringLiteral("/auth/secret_ref"), {});
    m_document.endTyping();
}

QString EndpointPanel::originOf(const QString &text)
{
    const QUrl url(text.trimmed());
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return {};
    QString host = url.host().toLower();
    if (host.contains(QLatin1Char(':')))
        host = QStringLiteral("[%1]").arg(host);
    return QStringLiteral("%1://%2:%3").arg(scheme, host).arg(url.port(scheme == QLatin1String("https") ? 443 : 80));
}

QString EndpointPanel::keyName(const QString &origin)
{
    QString name;
    for (const QChar c : origin.section(QStringLiteral("://"), 1))
        name += c.isLetterOrNumber() || c == QLatin1Char('.') || c == QLatin1Char('-') ? c : QLatin1Char('-');
    return name;
}

bool EndpointPanel::hasUnsavedKey() const { return !m_key->text().isEmpty(); }

void EndpointPanel::updateKey()
{
    const QString origin = originOf(m_url), saved = text("/auth/secret_ref");
    m_saveKey->setEnabled(hasUnsavedKey() && !origin.isEmpty());
    m_key->setPlaceholderText(saved.isEmpty() ? tr("often none if local") : tr("saved; type to replace it"));
    if (hasUnsavedKey())
        m_keyNote->setText(origin.isEmpty() ? tr("Enter the address first: a key is only ever sent to its own address.")
                                            : tr("Will be kept in the system's keychain as “%1” and sent only to %2.").arg(keyName(origin), origin));
    else if (!saved.isEmpty() && saved == keyName(origin))
        m_keyNote->setText(tr("Kept in the system's keychain as “%1”; sent only to %2.").arg(saved, origin));
    m_keyNote->setVisible(hasUnsavedKey() || (!saved.isEmpty() && saved == keyName(origin)));
}

void EndpointPanel::saveKey()
{
    const QString origin = originOf(m_url), path = m_path;
    if (m_key->text().isEmpty())
        return;
    if (origin.isEmpty())
        return Q_EMIT keyFailed(tr("Enter the address first: a key is only ever sent to its own address."));
    const QString name = keyName(origin), typed = m_key->text();
    m_saveKey->setEnabled(false);
    whenDone(m_context.secrets.save(name, typed, {origin}), this, [this, name, typed, origin, path](const Result<Done> &done) {
        if (!done) {
            updateKey();
            Q_EMIT keyFailed(done.error().message);
            m_keyNote->setText(done.error().message);
            return;
        }
        // Another address, or another row there by now, does not get it.
        if (originOf(m_document.document().text(path + QStringLiteral("/url"))) == origin) {
            m_document.set(path + QStringLiteral("/auth/secret_ref"), name);
            m_document.endTyping();
        }
        if (m_path == path && m_key->text() == typed)
            m_key->clear();
        updateKey();
        Q_EMIT keySaved();
    });
}

void EndpointPanel::check()
{
    const QString typed = m_key->text(), saved = text("/auth/secret_ref");
    clearReport();
    m_check->setEnabled(false);
    m_check->setText(tr("Checking…"));
    if (!typed.isEmpty() || saved.isEmpty())
        return probeWith(typed);
    const quint64 ticket = ++m_ticket;
    whenDone(m_context.secrets.read(saved, originOf(m_url)), this, [this, ticket](const Result<QString> &key) {
        if (ticket != m_ticket)
            return;
        if (key)
            return probeWith(*key);
        ProbeReport report;
        report.steps = {{tr("Key"), false, key.error().message}};
        showReport(report);
    });
}

void EndpointPanel::probeWith(const QString &key)
{
    const quint64 ticket = ++m_ticket;
    whenDone(m_context.probe.probe(m_url.trimmed(), key), this, [this, ticket](const Result<ProbeReport> &report) {
        if (ticket != m_ticket)
            return;
        if (report)
            return showReport(*report);
        ProbeReport failed;
        failed.steps = {{tr("Reach"), false, report.error().message}};
        showReport(failed);
    });
}

void EndpointPanel::clearReport()
{
    ++m_ticket;
    while (QLayoutItem *item = m_reportRows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_report->hide();
    m_served->hide();
    m_servedLabel->hide();
    m_check->setEnabled(true);
    m_check->setText(tr("Check Endpoint"));
}

void EndpointPanel::showReport(const ProbeReport &report)
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
    AuthoredDocument next = m_document.document();
    if (!report.baseUrl.isEmpty() && report.ok()) {
        m_url = report.baseUrl; // the same endpoint: its report stays
        next.set(m_path + QStringLiteral("/url"), report.baseUrl);
    }
    if (text("/name").isEmpty() && !report.models.isEmpty())
        next.set(m_path + QStringLiteral("/name"), report.models.first());
    m_document.replace(next, tr("Take Over What the Endpoint Serves"));
    m_models = report.models;
    m_served->clear();
    m_served->addItems(report.models);
    m_served->setCurrentIndex(int(report.models.indexOf(text("/name"))));
    m_served->setVisible(!report.models.isEmpty());
    m_servedLabel->setVisible(!report.models.isEmpty());
    updateKey();
    Q_EMIT modelsFound();
}

void EndpointPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void EndpointPanel::retranslate()
{
    m_keyLabel->setText(tr("Type a Key"));
    m_key->setAccessibleName(tr("Key to Save"));
    m_servedLabel->setText(tr("Models It Serves"));
    m_served->setAccessibleName(tr("Models It Serves"));
    if (m_check->isEnabled())
        m_check->setText(tr("Check Endpoint"));
    m_saveKey->setText(tr("Save Key"));
    updateKey();
}

} // namespace assay
