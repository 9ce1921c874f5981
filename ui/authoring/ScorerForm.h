#pragma once

#include <QHash>
#include <QVariantMap>
#include <QWidget>

class QFormLayout;

namespace assay {

class FieldEditor;

/// The parameters of one scoring function as fields; which, its kind says (ScorerFields.h). Members that no field knows are kept.
class ScorerForm final : public QWidget {
    Q_OBJECT
public:
    /// prefix: of the controls' object names, "PREFIX/PARAMETER".
    explicit ScorerForm(const QString &prefix, QWidget *parent = nullptr);
    /// type: of a function that is not known. What was entered stays where the fields are the same.
    void setFunction(const QString &function, const QString &type = {});
    void setParams(const QVariantMap &params);
    const QVariantMap &params() const { return m_params; }
    void setReadOnly(bool readOnly);
    /// Names for a field, e.g. of models for "judge_model".
    void setSuggestions(const QString &parameter, const QStringList &words);
    QWidget *firstControl() const;

Q_SIGNALS:
    void edited(const QVariantMap &params);
    void left(); ///< the focus went elsewhere

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();

    const QString m_prefix;
    QFormLayout *m_layout;
    QString m_function, m_type;
    QVariantMap m_params;
    QHash<QString, QStringList> m_suggestions;
    QList<FieldEditor *> m_editors;
    bool m_readOnly = false;
};

} // namespace assay
