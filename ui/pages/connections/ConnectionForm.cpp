#include "ui/pages/connections/ConnectionForm.h"

#include "services/api/ConnectionRegistry.h"
#include "ui/pages/run/ToneLabel.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ConnectionDelegate.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/SaveDialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace assay {

using Auth = ConnectionSettings::Auth;

ConnectionForm::ConnectionForm(ConnectionRegistry &registry, QWidget *parent)
    : QWidget(parent), m_registry(registry), m_layout(new QFormLayout(this)), m_secretNote(new Heading(Heading::Level::Caption, this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_layout->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_layout->setHorizontalSpacing(fontMetrics().height());
    m_secretNote->setWordWrap(true);
    build();
    retranslate();
    enterAt(this, m_name);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *old) {
        const bool ours = std::any_of(m_rows.cbegin(), m_rows.cend(), [old](const Row &row) { return row.field == old; });
        if (!ours || m_touched.contains(old))
            return;
        m_touched.insert(old);
        showIssues();
    });
}

/// One row: the label, the field (with what stands beside it in `line`), and below it room for its issue.
QWidget *ConnectionForm::addRow(const char *name, QWidget *field, std::function<QString()> text, std::optional<Field> about, QWidget *line)
{
    field->setObjectName(QLatin1String(name));
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 6);
    layout->addWidget(line ? line : field);
    auto *issue = new ToneLabel(box);
    issue->setObjectName(QLatin1String(name) + QStringLiteral("Issue"));
    issue->setTone(Tone::Error);
    issue->setWordWrap(true);
    issue->hide();
    layout->addWidget(issue);
    auto *label = new QLabel(this);
    label->setBuddy(field);
    m_layout->addRow(label, box);
    m_rows.push_back({box, field, label, issue, std::move(text), about});
    return field;
}

QLineEdit *ConnectionForm::addLine(const char *name, std::function<QString()> text, Field about)
{
    auto *line = new QLineEdit(this);
    connect(line, &QLineEdit::textChanged, this, &ConnectionForm::onEdited);
    addRow(name, line, std::move(text), about);
    return line;
}

QLineEdit *ConnectionForm::addFile(const char *name, std::function<QString()> text, Field about)
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *line = new QLineEdit(box);
    auto *choose = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
    choose->setObjectName(QLatin1String(name) + QStringLiteral("Choose"));
    layout->addWidget(line, 1);
    layout->addWidget(choose);
    connect(line, &QLineEdit::textChanged, this, &ConnectionForm::onEdited);
    connect(choose, &QPushButton::clicked, this, [this, line] { chooseFile(line); });
    addRow(name, line, std::move(text), about, box);
    return line;
}

QSpinBox *ConnectionForm::addSeconds(const char *name, std::function<QString()> text, Field about, int least, int most)
{
    auto *spin = new QSpinBox(this);
    spin->setRange(least, most);
    spin->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(spin, &QSpinBox::valueChanged, this, &ConnectionForm::onEdited);
    addRow(name, spin, std::move(text), about);
    return spin;
}

void ConnectionForm::build()
{
    const auto combo = [this] {
        auto *made = new QComboBox(this);
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // long choices must not make the form wide
        made->setMinimumContentsLength(12);
        made->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(made, &QComboBox::currentIndexChanged, this, &ConnectionForm::onEdited);
        return made;
    };
    m_name = addLine("connectionName", [] { return tr("Name"); }, Field::Name);
    m_kind = combo();
    addRow("connectionKind", m_kind, [] { return tr("Kind"); });
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ConnectionForm::offerKeyHeader);
    m_url = addLine("connectionUrl", [] { return tr("URL"); }, Field::Url);
    m_tenant = addLine("connectionTenant", [this] { return kindTitle(&ConnectionKind::tenantTitle); }, Field::Tenant);
    m_user = addLine("connectionUser", [this] { return kindTitle(&ConnectionKind::userTitle); }, Field::User);
    m_auth = combo();
    addRow("connectionAuth", m_auth, [] { return tr("Authentication"); });
    m_header = addLine("connectionHeader", [] { return tr("Header"); }, Field::HeaderName);
    m_header->setPlaceholderText(QStringLiteral("X-API-Key"));
    m_certificate = addFile("connectionCertificate", [] { return tr("Certificate"); }, Field::Certificate);
    m_key = addFile("connectionKeyFile", [] { return tr("Private key"); }, Field::Key);
    m_secret = addLine("connectionSecret", [this] { return m_auth->currentData().toInt() == int(Auth::ClientCertificate) ? tr("Passphrase") : tr("Key"); }, Field::Secret);
    m_secret->setEchoMode(QLineEdit::Password);
    static_cast<QVBoxLayout *>(m_rows.back().line->layout())->insertWidget(1, m_secretNote);
    m_ca = addFile("connectionCa", [] { return tr("CA file"); }, Field::CaFile);
    m_proxyMode = combo();
    addRow("connectionProxyMode", m_proxyMode, [] { return tr("Proxy"); });
    m_proxy = addLine("connectionProxy", [] { return tr("Proxy address"); }, Field::Proxy);
    m_proxy->setPlaceholderText(QStringLiteral("http://proxy.example.com:3128"));
    m_connect = addSeconds("connectionConnectSeconds", [] { return tr("Time to connect"); }, Field::ConnectSeconds, 1, 120);
    m_answer = addSeconds("connectionAnswerSeconds", [] { return tr("Time to answer"); }, Field::AnswerSeconds, 1, 600);
    m_poll = addSeconds("connectionPollSeconds", [] { return tr("Time between looks"); }, Field::PollSeconds, 1, 300);
    m_colour = combo();
    addRow("connectionColour", m_colour, [] { return tr("Colour"); });
    m_guard = new QCheckBox(this);
    connect(m_guard, &QCheckBox::toggled, this, &ConnectionForm::onEdited);
    addRow("connectionGuard", m_guard, [] { return tr("Guard"); });
}

void ConnectionForm::chooseFile(QLineEdit *line)
{
    askWhatToOpen(this, {tr("Choose PEM File"), tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"), line->text()}, line,
                  [line](const QString &path) { line->setText(path); });
}

void ConnectionForm::fillChoices()
{
    const bool reading = std::exchange(m_reading, true); // the boxes are emptied meanwhile: nobody chose that
    const auto fill = [this](QComboBox *box, const QList<std::pair<QString, QVariant>> &choices) {
        const QVariant chosen = box->currentData();
        box->clear();
        for (const auto &[text, value] : choices)
            box->addItem(text, value);
        box->setCurrentIndex(qMax(0, box->findData(chosen)));
    };
    QList<std::pair<QString, QVariant>> kinds, colours{{tr("None", "no colour"), -1}};
    for (const ConnectionKind &kind : m_registry.kinds())
        kinds.append({kind.title(), kind.id});
    fill(m_kind, kinds);
    fill(m_auth, {{tr("None", "no authentication"), int(Auth::None)}, {tr("Bearer token"), int(Auth::Bearer)}, {tr("Key in a header of its own"), int(Auth::Header)},
                  {tr("Client certificate"), int(Auth::ClientCertificate)}});
    fill(m_proxyMode, {{tr("Same as system"), QString()}, {tr("None", "no proxy"), QStringLiteral("direct")}, {tr("This one"), QStringLiteral("own")}});
    for (int colour = 0; colour < 6; ++colour)
        colours.append({tr("Colour %1").arg(colour + 1), colour});
    fill(m_colour, colours);
    for (int i = 1; i < m_colour->count(); ++i)
        m_colour->setItemIcon(i, connectionMark(i - 1, palette(), fontMetrics().height()));
    m_reading = reading;
}

void ConnectionForm::setSettings(const ConnectionSettings &settings, const std::optional<QString> &typedSecret)
{
    const ConnectionSettings *stored = m_registry.settingsOf(settings.id);
    m_saved = stored ? *stored : ConnectionSettings();
    m_saved.kind = settings.kind;
    m_reading = true;
    m_touched.clear();
    m_name->setText(settings.name);
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(settings.kind)));
    m_kind->setEnabled(settings.id.isEmpty() && m_kind->count() > 1);
    m_url->setText(settings.url);
    m_tenant->setText(settings.tenant);
    m_user->setText(settings.user);
    m_auth->setCurrentIndex(m_auth->findData(int(settings.auth)));
    m_header->setText(settings.headerName);
    m_secret->setText(typedSecret.value_or(QString()));
    m_certificate->setText(settings.certificateFile);
    m_key->setText(settings.keyFile);
    m_ca->setText(settings.caFile);
    const bool own = !settings.proxy.isEmpty() && settings.proxy != QLatin1String("direct");
    m_proxyMode->setCurrentIndex(m_proxyMode->findData(own ? QStringLiteral("own") : settings.proxy));
    m_proxy->setText(own ? settings.proxy : QString());
    m_connect->setValue(settings.connectSeconds);
    m_answer->setValue(settings.answerSeconds);
    m_poll->setValue(settings.pollSeconds);
    m_colour->setCurrentIndex(m_colour->findData(settings.colour));
    m_guard->setChecked(settings.guarded);
    m_reading = false;
    updateRows();
    showIssues();
}

ConnectionSettings ConnectionForm::settings() const
{
    ConnectionSettings out = m_saved;
    out.name = m_name->text();
    out.kind = m_kind->currentData().toString();
    out.url = m_url->text().trimmed();
    out.tenant = kind() && kind()->tenantTitle ? m_tenant->text() : QString();
    out.user = kind() && kind()->userTitle ? m_user->text() : QString();
    out.auth = Auth(m_auth->currentData().toInt());
    out.headerName = m_header->text().trimmed();
    out.certificateFile = m_certificate->text();
    out.keyFile = m_key->text();
    out.caFile = m_ca->text();
    const QString mode = m_proxyMode->currentData().toString();
    out.proxy = mode == QLatin1String("own") ? m_proxy->text().trimmed() : mode;
    out.connectSeconds = m_connect->value();
    out.answerSeconds = m_answer->value();
    out.pollSeconds = m_poll->value();
    out.colour = m_colour->currentData().toInt();
    out.guarded = m_guard->isChecked();
    return out;
}

std::optional<QString> ConnectionForm::typedSecret() const
{
    const bool used = m_auth->currentData().toInt() != int(Auth::None);
    return used && !m_secret->text().isEmpty() ? std::optional(m_secret->text()) : std::nullopt;
}

bool ConnectionForm::isDirty() const
{
    return typedSecret() || settings() != m_saved;
}

QList<ConnectionIssue> ConnectionForm::issues() const
{
    const ConnectionSettings now = settings();
    QList<ConnectionIssue> found = connectionIssues(now, m_registry.settings());
    if (m_proxyMode->currentData() == QStringLiteral("own") && now.proxy.isEmpty())
        found.append({Field::Proxy, tr("Proxy: enter its address, for example http://proxy.example.com:3128.")});
    const bool needs = now.auth == Auth::Bearer || now.auth == Auth::Header;
    if (needs && !typedSecret()) {
        const bool stored = !m_saved.id.isEmpty() && m_saved.usesSecret() && m_saved.auth != Auth::ClientCertificate;
        if (!stored)
            found.append({Field::Secret, tr("Key: enter it; it is kept in the system's keychain.")});
        else if (!now.origin().isEmpty() && now.origin() != m_saved.origin())
            found.append({Field::Secret, tr("Key: the stored one is bound to %1; enter the key for %2.").arg(m_saved.origin(), now.origin())});
    }
    return found;
}

bool ConnectionForm::check()
{
    for (const Row &row : m_rows)
        m_touched.insert(row.field);
    showIssues();
    for (const Row &row : m_rows) {
        if (row.issue->isHidden())
            continue;
        row.field->setFocus(Qt::OtherFocusReason);
        return false;
    }
    return true;
}

void ConnectionForm::showIssues()
{
    const QList<ConnectionIssue> found = issues();
    for (const Row &row : m_rows) {
        QString text;
        for (const ConnectionIssue &issue : found) {
            if (row.about == issue.field && text.isEmpty())
                text = issue.text;
        }
        const bool shown = !text.isEmpty() && m_touched.contains(row.field);
        row.issue->setText(text);
        row.issue->setVisible(shown);
        row.field->setAccessibleDescription(shown ? text : QString());
    }
}

void ConnectionForm::onEdited()
{
    if (m_reading)
        return;
    updateRows();
    showIssues();
    Q_EMIT edited();
}

void ConnectionForm::setShown(QWidget *field, bool shown)
{
    for (const Row &row : m_rows) {
        if (row.field != field)
            continue;
        row.line->setVisible(shown);
        row.label->setVisible(shown);
    }
}

const ConnectionKind *ConnectionForm::kind() const
{
    return m_registry.kind(m_kind->currentData().toString());
}

QString ConnectionForm::kindTitle(std::function<QString()> ConnectionKind::*title) const
{
    const ConnectionKind *now = kind();
    return now && now->*title ? (now->*title)() : QString();
}

/// What a kind usually needs is there when it is chosen for a new connection.
void ConnectionForm::offerKeyHeader()
{
    const ConnectionKind *now = kind();
    if (!m_reading && m_saved.id.isEmpty() && now)
        m_header->setText(now->keyHeader);
}

void ConnectionForm::updateRows()
{
    const auto auth = Auth(m_auth->currentData().toInt());
    setShown(m_tenant, kind() && kind()->tenantTitle);
    setShown(m_user, kind() && kind()->userTitle);
    m_url->setPlaceholderText(kind() ? kind()->urlExample : QString());
    m_tenant->setPlaceholderText(kindTitle(&ConnectionKind::tenantHint));
    setShown(m_header, auth == Auth::Header);
    setShown(m_certificate, auth == Auth::ClientCertificate);
    setShown(m_key, auth == Auth::ClientCertificate);
    setShown(m_secret, auth != Auth::None);
    setShown(m_proxy, m_proxyMode->currentData() == QStringLiteral("own"));
    for (const Row &row : m_rows) {
        if (row.field != m_secret && row.field != m_tenant && row.field != m_user)
            continue;
        row.label->setText(row.text());
        row.field->setAccessibleName(row.text());
    }
    m_secretNote->setText(secretNote());
}

QString ConnectionForm::secretNote() const
{
    const ConnectionSettings now = settings();
    const QString where = now.origin().isEmpty() ? tr("the address above") : now.origin();
    if (now.auth == Auth::ClientCertificate)
        return tr("Only for an encrypted key file. Kept in the system's keychain.");
    return tr("Kept in the system's keychain and sent to %1 only. Leave it empty to keep the stored one.").arg(where);
}

void ConnectionForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange && !m_rows.empty())
        fillChoices();
}

void ConnectionForm::retranslate()
{
    const bool reading = std::exchange(m_reading, true);
    for (const Row &row : m_rows) {
        row.label->setText(row.text());
        row.field->setAccessibleName(row.text());
    }
    fillChoices();
    for (QSpinBox *spin : {m_connect, m_answer, m_poll})
        spin->setSuffix(QLatin1Char(' ') + tr("s", "seconds"));
    for (QLineEdit *line : {m_certificate, m_key, m_ca}) {
        auto *choose = findChild<QPushButton *>(line->objectName() + QStringLiteral("Choose"));
        choose->setText(tr("Choose…"));
        choose->setAccessibleName(tr("Choose File: %1").arg(line->accessibleName()));
    }
    m_user->setPlaceholderText(tr("Empty: not sent"));
    m_ca->setPlaceholderText(tr("Only for a certificate that this computer does not trust"));
    m_guard->setText(tr("Ask before every change"));
    m_reading = reading;
    updateRows();
    showIssues();
}

} // namespace assay
