#pragma once

#include <QObject>

namespace assay {

/// Keeps single letters from lists, tables and charts when the user has switched those keys off; typing stays typing.
class SingleLetterKeys : public QObject {
    Q_OBJECT
public:
    explicit SingleLetterKeys(QObject *parent) : QObject(parent) {}
    void setAllowed(bool allowed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool m_allowed = true;
};

} // namespace assay
