#pragma once

#include "services/api/ConnectionSettings.h"

#include <QHash>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace assay {

class ConnectionRegistry;
struct ConnectionKind;

/// The fields of one connection. What is wrong with a field stands below it, once it was left or everything is checked.
class ConnectionForm : public QWidget {
    Q_OBJECT
public:
    explicit ConnectionForm(ConnectionRegistry &registry, QWidget *parent = nullptr);

    /// Settings without an id are a new connection's.
    void setSettings(const ConnectionSettings &settings, const std::optional<QString> &typedSecret = {});
    ConnectionSettings settings() const;
    /// What was typed as key; none: the field was left alone.
    std::optional<QString> typedSecret() const;
    bool isDirty() const;
    /// Shows everything that is wrong and goes to the first; true when nothing is.
    bool check();

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    using Field = ConnectionIssue::Field;
    struct Row {
        QWidget *line; ///< the field with its button
        QWidget *field;
        QLabel *label, *issue;
        std::function<QString()> text;
        std::optional<Field> about;
    };
    void build();
    QWidget *addRow(const char *name, QWidget *field, std::function<QString()> text, std::optional<Field> about = {}, QWidget *line = nullptr);
    QLineEdit *addLine(const char *name, std::function<QString()> text, Field about);
    QLineEdit *addFile(const char *name, std::function<QString()> text, Field about);
    QSpinBox *addSeconds(const char *name, std::function<QString()> text, Field about, int least, int most);
    void chooseFile(QLineEdit *line);
    void onEdited();
    QList<ConnectionIssue> issues() const;
    void showIssues();
    void updateRows();
    void setShown(QWidget *field, bool shown);
    void fillChoices();
    void retranslate();
    QString secretNote() const;
    const ConnectionKind *kind() const;
    QString kindTitle(std::function<QString()> ConnectionKind::*title) const;
    void offerKeyHeader();

    ConnectionRegistry &m_registry;
    ConnectionSettings m_saved; ///< what is stored; a new one's: nothing but its kind
    std::vector<Row> m_rows;
    QSet<QWidget *> m_touched; ///< fields that were left: their issues may be shown
    QFormLayout *m_layout;
    QLineEdit *m_name, *m_url, *m_tenant, *m_user, *m_header, *m_secret, *m_certificate, *m_key, *m_ca, *m_proxy;
    QComboBox *m_kind, *m_auth, *m_proxyMode, *m_colour;
    QSpinBox *m_connect, *m_answer, *m_poll;
    QCheckBox *m_guard;
    QLabel *m_secretNote;
    bool m_reading = false;
};

} // namespace assay
