#include "ui/theme/ScaledFont.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QWidget>

namespace assay {

namespace {

class Follower final : public QObject {
public:
    Follower(QWidget *widget, double factor) : QObject(widget), m_widget(widget), m_factor(factor)
    {
        widget->installEventFilter(this);
        apply();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ApplicationFontChange)
            apply();
        return QObject::eventFilter(watched, event);
    }

private:
    void apply()
    {
        QFont font = QApplication::font(m_widget);
        font.setPointSizeF(font.pointSizeF() * m_factor);
        font.setWeight(QFont::DemiBold);
        m_widget->setFont(font);
    }
    QWidget *m_widget;
    double m_factor;
};

} // namespace

void setHeadingFont(QWidget *widget, double factor) { new Follower(widget, factor); }

void setMonospaced(QWidget *widget)
{
    QFont font; // says the family and nothing else
    font.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    widget->setFont(font);
}

} // namespace assay
